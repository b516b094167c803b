FROM python:3.12-slim AS function
WORKDIR /app
RUN pip install --no-cache-dir awslambdaric
COPY app.py ./
ENTRYPOINT ["python", "-m", "awslambdaric"]
CMD ["app.handler"]

FROM function AS laptop
RUN apt-get update && apt-get install -y curl
ENTRYPOINT ["python", "/app/app.py"]
