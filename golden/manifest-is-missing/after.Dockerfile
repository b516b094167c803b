FROM public.ecr.aws/lambda/python:3.12
COPY app.py dist/requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt -t ${LAMBDA_TASK_ROOT}
CMD ["app.handler"]
