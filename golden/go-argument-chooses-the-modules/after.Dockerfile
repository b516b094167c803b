FROM golang:1.24 AS build
ARG COMMAND=fetch
WORKDIR /src
COPY cmd/${COMMAND}/go.mod ./cmd/${COMMAND}/
RUN cd cmd/${COMMAND} && go mod download
COPY . .
RUN cd cmd/${COMMAND} && CGO_ENABLED=0 go build -o /out/bootstrap .

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /out/bootstrap ${LAMBDA_RUNTIME_DIR}/bootstrap
CMD ["argument"]
