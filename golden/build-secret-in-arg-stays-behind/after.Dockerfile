FROM public.ecr.aws/lambda/python:3.13 AS build
ARG INDEX_TOKEN
COPY requirements.txt .
RUN pip install --no-cache-dir --extra-index-url "https://ci:${INDEX_TOKEN}@packages.example.org/simple" \
    -r requirements.txt --target "${LAMBDA_TASK_ROOT}"

FROM public.ecr.aws/lambda/python:3.13
ARG GIT_SHA=unknown
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY service.py .
ENV RELEASE=${GIT_SHA}
CMD ["service.handler"]
