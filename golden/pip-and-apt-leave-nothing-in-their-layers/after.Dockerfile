FROM python:3.12-slim AS checks
RUN apt-get update && apt-get install -y gcc
COPY requirements.txt ./
RUN pip install -r requirements.txt ruff

FROM python:3.12-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpq5 \
        # maps of the world
        proj-data && rm -rf /var/lib/apt/lists/*
COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/extensions/lambda-adapter
WORKDIR /app
COPY requirements.txt ./
RUN python -m pip install --no-cache-dir -r requirements.txt
COPY main.py ./
CMD ["uvicorn", "--port=8080", "main:app"]
