FROM golang:1.22 AS compiler
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY main.go ./
RUN CGO_ENABLED=0 go build -o /greeting .

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=compiler /greeting ${LAMBDA_RUNTIME_DIR}/bootstrap
CMD ["greeting"]
