FROM public.ecr.aws/lambda/python@sha256:1a7a2bc0a3f1ff39bf2c9d1e8cce0dc9ca7ffbf4b8a43c4bd9a2f2b7b8f3a111 AS build
COPY requirements.txt ./
RUN pip install -r requirements.txt -t ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python@sha256:1a7a2bc0a3f1ff39bf2c9d1e8cce0dc9ca7ffbf4b8a43c4bd9a2f2b7b8f3a111
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./
CMD ["app.handler"]
