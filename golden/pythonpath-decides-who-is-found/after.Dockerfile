FROM public.ecr.aws/lambda/python:3.12
ENV PYTHONPATH=/opt/shared
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY shared /opt/shared
COPY app.py ./
CMD ["app.handler"]
