FROM golang:1.24 AS compiler
WORKDIR /go/src
COPY go.mod go.sum ./
RUN go mod download
COPY main.go ./
RUN go build -o ../bin

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=compiler /go/bin/ /var/task/
ENTRYPOINT ["/var/task/hello"]
CMD ["greeting"]
