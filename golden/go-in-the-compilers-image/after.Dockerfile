FROM golang:1.24 AS build
WORKDIR /app
COPY . .
ENV CGO_ENABLED=0
RUN go build -o /app/main .

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /app/main /app/main
ENTRYPOINT ["/app/main"]
