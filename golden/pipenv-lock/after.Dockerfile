FROM public.ecr.aws/lambda/python:3.12
RUN pip install --no-cache-dir pipenv
COPY . .
RUN pipenv requirements > requirements.txt && pip install --no-cache-dir -r requirements.txt -t .
CMD ["app.handler"]
