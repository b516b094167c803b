FROM golang:1.24 AS build
WORKDIR /src
COPY *.go ./
RUN go mod init example.com/tea && go mod tidy
RUN CGO_ENABLED=0 go build -o /tea

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /tea /tea
ENTRYPOINT ["/tea"]
