FROM golang:1.22-alpine AS build
WORKDIR /src
ENV CGO_ENABLED=0
COPY go.mod go.sum ./
RUN go mod download
COPY *.go ./
RUN go build -o /hello .

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /hello ${LAMBDA_RUNTIME_DIR}/bootstrap
CMD ["hello"]
