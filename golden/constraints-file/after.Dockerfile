FROM public.ecr.aws/lambda/python:3.12 AS build
ENV PIP_CONSTRAINT=constraints.txt PIP_NO_CACHE_DIR=1
COPY constraints.txt requirements.txt ./
RUN pip install -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.12
ENV PIP_CONSTRAINT=constraints.txt PIP_NO_CACHE_DIR=1
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY src ./
CMD ["app.handler"]
