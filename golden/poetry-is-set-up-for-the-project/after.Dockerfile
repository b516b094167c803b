FROM public.ecr.aws/lambda/python:3.12
RUN pip install --no-cache-dir poetry==2.2.1
COPY . .
RUN poetry config --local virtualenvs.create false && poetry install --no-root --only main
CMD ["tides.handler"]
