FROM python:3.13
WORKDIR /function
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt --target /function
RUN pip install --no-cache-dir awslambdaric --target /function
COPY main.py ./
ENTRYPOINT ["python", "-m", "awslambdaric"]
CMD ["main.handler"]
