FROM public.ecr.aws/lambda/python:3.12
WORKDIR ${LAMBDA_TASK_ROOT}
COPY pyproject.toml poetry.lock ./
RUN pip install --no-cache-dir poetry==1.8.5
RUN poetry export -f requirements.txt --output requirements.txt --without-hashes
COPY size.py .
RUN pip install --no-cache-dir -r requirements.txt --target ${LAMBDA_TASK_ROOT}
CMD ["size.handler"]
