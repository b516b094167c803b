FROM public.ecr.aws/lambda/python:3.12 AS build
COPY --from=ghcr.io/astral-sh/uv:0.8.0 /uv /usr/local/bin/
COPY requirements.txt .
RUN uv pip install --system -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12
WORKDIR ${LAMBDA_TASK_ROOT}
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY app.py .
CMD ["app.handler"]
