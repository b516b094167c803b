FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt awslambdaric
COPY app.py .
ENTRYPOINT ["python", "-m", "awslambdaric"]
CMD app.handler
