FROM public.ecr.aws/lambda/python:3.13
RUN pip install --no-cache-dir pipenv
COPY Pipfile Pipfile.lock .env ./
RUN pipenv install --system --deploy
COPY . .
CMD ["app.handler"]
