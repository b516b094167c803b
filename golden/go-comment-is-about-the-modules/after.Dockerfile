FROM golang:1.24-alpine AS build
WORKDIR /src
ENV CGO_ENABLED=0
# modules have a layer of their own
COPY go.mod go.sum ./
RUN go mod download
COPY main.go ./
RUN go build -o /out/bootstrap .

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /out/bootstrap ${LAMBDA_RUNTIME_DIR}/bootstrap
CMD ["handler"]
