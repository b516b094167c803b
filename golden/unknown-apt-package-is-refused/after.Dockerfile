FROM python:3.13-slim
RUN apt-get update && apt-get install -y --no-install-recommends libacme-sensors2 && rm -rf /var/lib/apt/lists/*
WORKDIR /var/task
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt awslambdaric
COPY read.py .
ENTRYPOINT ["python", "-m", "awslambdaric"]
CMD ["read.handler"]
