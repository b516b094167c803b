FROM golang:1.24 AS build
ENV GOPRIVATE=github.com/example
RUN git config --global url."git@github.com:".insteadOf https://github.com/
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=ssh go mod download
COPY . .
RUN --mount=type=ssh --mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -o /out/bootstrap .

FROM public.ecr.aws/lambda/provided:al2023
COPY --from=build /out/bootstrap ${LAMBDA_RUNTIME_DIR}/bootstrap
CMD ["private"]
