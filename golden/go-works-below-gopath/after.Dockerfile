FROM golang:1.24 AS compiler
WORKDIR /go/src
COPY go.mod go.sum ./
RUN go mod download
COPY . ./
RUN CGO_ENABLED=0 go build -o ../bin

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=compiler /go/bin/hello ${LAMBDA_RUNTIME_DIR}/bootstrap
CMD ["hello"]
