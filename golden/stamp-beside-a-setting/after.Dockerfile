FROM public.ecr.aws/lambda/python:3.12 AS build
ARG GIT_SHA
ENV GIT_SHA=$GIT_SHA \
    PIP_NO_DEPS=1
COPY requirements.txt ./
RUN pip install -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.12
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./
ARG GIT_SHA
ENV GIT_SHA=$GIT_SHA \
    PIP_NO_DEPS=1
CMD ["app.handler"]
