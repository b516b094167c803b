FROM public.ecr.aws/lambda/python:3.12
WORKDIR ${LAMBDA_TASK_ROOT}
RUN pip install poetry==1.8.5
COPY . .
RUN poetry export -f requirements.txt --output requirements.txt --without-hashes
RUN pip install -r requirements.txt --target ${LAMBDA_TASK_ROOT}
CMD ["size.handler"]
