FROM golang:1.24 AS build
WORKDIR /go/src/hello
COPY . .
RUN CGO_ENABLED=0 go build -mod=vendor -o /bin/hello .

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /bin/hello /var/task/hello
ENTRYPOINT ["/var/task/hello"]
