FROM golang:1.22-alpine AS build
WORKDIR /src
ENV CGO_ENABLED=0
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -o /server ./cmd/function

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /server /server
ENTRYPOINT ["/server"]
