FROM public.ecr.aws/lambda/python:3.13
COPY src/* ./
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt -t .
CMD ["app.handler"]
