FROM golang:1.24 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
RUN go install github.com/example/generate/cmd/generate@v1.4.2
COPY . .
RUN go generate ./... && CGO_ENABLED=0 go build -o /out/bootstrap .

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /out/bootstrap ${LAMBDA_RUNTIME_DIR}/bootstrap
CMD ["tool"]
