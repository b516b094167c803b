FROM golang:1.24 AS build
WORKDIR /src
ENV CGO_ENABLED=0
COPY go.mod go.sum ./
RUN go mod download
COPY *.go ./
RUN go build -o /main .

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /main /main
ENTRYPOINT ["/main"]
