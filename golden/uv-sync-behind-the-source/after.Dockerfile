FROM public.ecr.aws/lambda/python:3.12
COPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/uv
WORKDIR ${LAMBDA_TASK_ROOT}
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy PYTHONPATH=${LAMBDA_TASK_ROOT}/.venv/lib/python3.12/site-packages
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project
COPY . .
CMD ["app.handler"]
