FROM golang:1.22 as build-image

WORKDIR /go/src
COPY go.mod go.sum ./
RUN go mod download
COPY main.go ./

RUN go build -o ../bin/hello-world

FROM public.ecr.aws/lambda/provided:al2023

# copy artifacts to a clean image
COPY --from=build-image /go/bin/ /var/task/

ENTRYPOINT ["/var/task/hello-world"]
# Command can be overwritten by providing a different command in the template directly.
CMD ["hello-world"]
