FROM public.ecr.aws/lambda/python:3.13
COPY src/ ${LAMBDA_TASK_ROOT}/src/
COPY docker/requirements.txt ./
RUN pip install -r requirements.txt -t ${LAMBDA_TASK_ROOT}
CMD ["src.main.handler"]
