FROM public.ecr.aws/lambda/python:3.12
# lambdafix: keep
COPY app.py requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt -t .
CMD ["app.handler"]
