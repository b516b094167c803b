FROM public.ecr.aws/lambda/python:3.12
COPY . .
RUN pip install --no-cache-dir -r requirements.txt -t .
CMD ["app.handler"]
