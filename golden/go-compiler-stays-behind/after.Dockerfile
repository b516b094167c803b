FROM golang:1.22-alpine AS build
WORKDIR /src

COPY go.mod go.sum ./
RUN go mod download

COPY *.go ./
RUN CGO_ENABLED=0 go build -o bootstrap .

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /src/bootstrap /src/bootstrap
ENV LOG_LEVEL=info
ENTRYPOINT ["/src/bootstrap"]
