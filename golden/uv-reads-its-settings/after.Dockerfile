FROM public.ecr.aws/lambda/python:3.13 AS build
COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/uv
COPY pyproject.toml requirements.txt ./
RUN uv pip install --system -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.13
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY . .
CMD ["app.handler"]
