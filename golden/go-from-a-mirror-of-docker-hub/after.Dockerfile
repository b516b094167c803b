FROM registry.example.com/hub/golang:1.24 AS compiler
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY main.go ./
RUN CGO_ENABLED=0 GOARCH=arm64 go build -o bootstrap .

FROM registry.example.com/hub/amazon/aws-lambda-provided:al2023-arm64
COPY --from=compiler /src/bootstrap /var/runtime/
CMD ["greeting"]
