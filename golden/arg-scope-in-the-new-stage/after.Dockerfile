ARG PYTHON_VERSION=3.12
FROM public.ecr.aws/lambda/python:${PYTHON_VERSION} AS build
ARG INDEX=https://pypi.org/simple
COPY requirements.txt .
RUN pip install -i ${INDEX} -r requirements.txt -t ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:${PYTHON_VERSION}

ARG STAGE=dev
ENV STAGE=${STAGE}

COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/

COPY settings/${STAGE}.json settings.json
COPY app.py .
CMD ["app.handler"]
