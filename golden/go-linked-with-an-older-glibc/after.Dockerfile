FROM golang:1.24-bullseye AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY *.go ./
RUN go build -o /hello .

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /hello /hello
ENTRYPOINT ["/hello"]
