FROM public.ecr.aws/lambda/python:3.12 AS base
RUN dnf install -y gcc && dnf clean all

FROM base AS packages
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt -t .

FROM packages
COPY app.py ./
CMD ["app.handler"]
