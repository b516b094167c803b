FROM golang:1.24 AS build
WORKDIR /app
COPY go.mod go.sum ./
ENV CGO_ENABLED=0
RUN go mod download
COPY . .
RUN go build -o /app/main .

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /app/main /app/main
ENTRYPOINT ["/app/main"]
