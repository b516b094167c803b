FROM public.ecr.aws/lambda/python:3.12 AS build
ENV PIP_INDEX_URL=https://packages.example.org/simple
COPY requirements.txt .
RUN pip install -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.12
ENV PIP_INDEX_URL=https://packages.example.org/simple
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py .
ENV PIP_INDEX_URL= LOG_LEVEL=INFO
CMD ["app.handler"]
