FROM golang:1.24 AS modules
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download

FROM golang:1.24 AS build
WORKDIR /src
COPY --from=modules /go/pkg/mod /go/pkg/mod
COPY . .
RUN CGO_ENABLED=0 go build -o /out/bootstrap .

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /out/bootstrap ${LAMBDA_RUNTIME_DIR}/bootstrap
CMD ["modules"]
