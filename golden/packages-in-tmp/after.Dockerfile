FROM public.ecr.aws/lambda/python:3.13
ENV PYTHONPATH=/tmp/packages:/opt/packages
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt --target=/tmp/packages
COPY app.py .
CMD ["app.handler"]
