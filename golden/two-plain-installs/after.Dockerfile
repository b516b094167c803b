FROM public.ecr.aws/lambda/python:3.12
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
RUN pip install --no-cache-dir "urllib3<2"
COPY app.py ${LAMBDA_TASK_ROOT}
CMD ["app.handler"]
