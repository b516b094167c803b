FROM public.ecr.aws/lambda/python:3.12
RUN pip install --no-cache-dir poetry==2.2.1 && poetry config virtualenvs.create false
COPY pyproject.toml poetry.lock ${LAMBDA_TASK_ROOT}/
RUN poetry install --no-root --only main --no-interaction
COPY . ${LAMBDA_TASK_ROOT}
CMD ["jobs.main.handler"]
