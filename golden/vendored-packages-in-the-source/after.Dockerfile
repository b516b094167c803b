FROM public.ecr.aws/lambda/python:3.12
COPY src/ ${LAMBDA_TASK_ROOT}/
COPY requirements.txt ${LAMBDA_TASK_ROOT}/
RUN pip install --no-cache-dir -r requirements.txt -t ${LAMBDA_TASK_ROOT}
CMD ["app.handler"]
