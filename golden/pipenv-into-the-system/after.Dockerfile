FROM public.ecr.aws/lambda/python:3.12
COPY Pipfile Pipfile.lock ${LAMBDA_TASK_ROOT}/
RUN pip install --no-cache-dir pipenv==2024.4.0
RUN pipenv install --system --deploy
COPY . ${LAMBDA_TASK_ROOT}
CMD ["when.handler"]
