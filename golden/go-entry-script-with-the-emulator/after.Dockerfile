ARG ROOT=/var/task

FROM golang:1.24-alpine AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY *.go ./
RUN CGO_ENABLED=0 GOOS=linux GOARCH=arm64 go build -o bootstrap .
RUN chmod +x bootstrap

FROM public.ecr.aws/lambda/provided:al2023 AS run
ARG ROOT
WORKDIR ${ROOT}
COPY --from=build /src/bootstrap ${LAMBDA_RUNTIME_DIR}/bootstrap
RUN chmod +x ${LAMBDA_RUNTIME_DIR}/bootstrap
CMD ["bootstrap"]
