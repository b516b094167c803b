FROM public.ecr.aws/lambda/python:3.12
RUN pip install pipenv
COPY . .
RUN pipenv requirements > requirements.txt && pip install -r requirements.txt -t .
CMD ["app.handler"]
