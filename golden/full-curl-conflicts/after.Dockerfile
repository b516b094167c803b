FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y libcurl-devel gcc && dnf clean all && curl -fsS https://example.com/data.json -o /opt/data.json
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY app.py .
CMD ["app.handler"]
