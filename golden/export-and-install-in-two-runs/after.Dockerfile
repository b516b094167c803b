FROM public.ecr.aws/lambda/python:3.13 AS build
COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/uv
COPY pyproject.toml uv.lock ./
RUN uv export --frozen --no-dev > requirements.txt
RUN uv pip install --target . -r requirements.txt

FROM public.ecr.aws/lambda/python:3.13
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py .
CMD ["app.handler"]
