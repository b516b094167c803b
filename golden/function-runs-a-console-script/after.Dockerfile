FROM public.ecr.aws/lambda/python:3.13
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY migrate.py migrations.ini ./
CMD ["migrate.handler"]
