FROM python:3.12-slim
WORKDIR /app
# lists first
# run-time libraries
RUN apt-get update && apt-get install -y --no-install-recommends \
    libpq5 \
    libxml2 && rm -rf /var/lib/apt/lists/*
COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/extensions/lambda-adapter
COPY main.py ./
CMD ["python", "main.py"]
