FROM public.ecr.aws/lambda/python:3.12 AS build
COPY --from=ghcr.io/astral-sh/uv:latest /uv /usr/local/bin/uv
COPY requirements.txt ${LAMBDA_TASK_ROOT}/
RUN uv pip install --system -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY . ${LAMBDA_TASK_ROOT}
CMD ["app.handler"]
