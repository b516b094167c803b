# syntax=docker/dockerfile:1
FROM public.ecr.aws/lambda/python:3.11 AS build
COPY requirements.txt ${LAMBDA_TASK_ROOT}/
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.11
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY . ${LAMBDA_TASK_ROOT}
CMD ["clock.handler"]
