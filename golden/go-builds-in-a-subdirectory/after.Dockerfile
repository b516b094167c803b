FROM golang:1.24 AS build
WORKDIR /src
COPY functions/orders/go.mod functions/orders/go.sum ./functions/orders/
RUN cd functions/orders && go mod download
COPY . .
RUN mkdir -p /out && cd functions/orders && CGO_ENABLED=0 go build -o /out/bootstrap .

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /out/bootstrap ${LAMBDA_RUNTIME_DIR}/bootstrap
CMD ["builds"]
