FROM public.ecr.aws/docker/library/golang:1.25
WORKDIR /src
COPY tool/go.mod tool/main.go ./
RUN go build -o /bin/tool .

FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt .
RUN pip install -r requirements.txt -t ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:3.12
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY --from=0 /bin/tool /opt/bin/tool
COPY app.py .
CMD ["app.handler"]
