FROM golang:1.24 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY main.go ./
RUN CGO_ENABLED=0 go build -o /tea .

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /tea /tea
ENTRYPOINT ["/tea", "-sugar", "2"]
