FROM python:3.12-slim
WORKDIR /app
RUN pip install --no-cache-dir awslambdaric
COPY app.py .
ENTRYPOINT ["python", "-m", "awslambdaric"]
CMD ["app.handler"]
