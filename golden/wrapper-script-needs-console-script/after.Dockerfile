FROM public.ecr.aws/lambda/python:3.12
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY wrap /opt/wrap
ENV AWS_LAMBDA_EXEC_WRAPPER=/opt/wrap
COPY app.py .
CMD ["app.handler"]
