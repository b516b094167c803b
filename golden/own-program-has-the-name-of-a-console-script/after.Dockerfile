FROM python:3.13-slim
WORKDIR /function
RUN pip install --no-cache-dir flask==3.0.3 awslambdaric
COPY bin/ /usr/local/bin/
COPY app.py ./
ENTRYPOINT ["python", "-m", "awslambdaric"]
CMD ["app.handler"]
