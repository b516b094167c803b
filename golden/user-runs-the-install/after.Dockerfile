FROM python:3.13-slim
RUN useradd --create-home app
WORKDIR /app
USER app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt awslambdaric
COPY ping.py ./
ENTRYPOINT ["python", "-m", "awslambdaric"]
CMD ["ping.handler"]
