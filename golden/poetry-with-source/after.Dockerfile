FROM public.ecr.aws/lambda/python:3.12
RUN pip install --no-cache-dir poetry==2.2.1 && poetry config virtualenvs.create false
COPY . ${LAMBDA_TASK_ROOT}
RUN poetry install --only main --no-interaction
CMD ["jobs.main.handler"]
