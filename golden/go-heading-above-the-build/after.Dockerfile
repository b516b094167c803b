FROM golang:1.24 AS build

# The program

COPY go.mod go.sum /src/
WORKDIR /src
RUN go mod download
COPY . /src

# One static file

RUN CGO_ENABLED=0 go build -o /out/bootstrap .

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /out/bootstrap ${LAMBDA_RUNTIME_DIR}/bootstrap
CMD ["heading"]
