FROM golang:1.24 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 GOOS=linux go build -ldflags="-s -w" -o /handler ./cmd/hello

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /handler /handler
ENTRYPOINT ["/handler"]
