FROM golang:1.15-alpine AS build
WORKDIR /tea
ENV CGO_ENABLED=0
RUN apk add --no-cache git
RUN go get github.com/aws/aws-lambda-go/lambda
COPY main.go .
RUN go build -o /out/tea main.go

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /out/tea /
ENTRYPOINT ["/tea"]
