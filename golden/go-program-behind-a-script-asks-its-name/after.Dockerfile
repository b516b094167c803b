FROM golang:1.24 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY main.go ./
RUN CGO_ENABLED=0 go build -o /tea .

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /tea /usr/local/bin/tea
RUN chmod 755 /usr/local/bin/tea
ENTRYPOINT ["/usr/local/bin/tea"]
