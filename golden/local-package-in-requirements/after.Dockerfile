FROM public.ecr.aws/lambda/python:3.13
COPY requirements.txt .
COPY libs libs
RUN pip install --no-cache-dir -r requirements.txt -t ${LAMBDA_TASK_ROOT}
COPY app.py .
CMD ["app.handler"]
