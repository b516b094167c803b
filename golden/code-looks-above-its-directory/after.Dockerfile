FROM python:3.12-slim
RUN pip install --no-cache-dir awslambdaric
COPY config /app/config
COPY src /app/src
WORKDIR /app/src
ENTRYPOINT ["python", "-m", "awslambdaric"]
CMD ["app.handler"]
