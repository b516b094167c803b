FROM public.ecr.aws/lambda/python:3.12
COPY requirements.txt ./
RUN ["python3.12", "-m", "pip", "install", "-r", "requirements.txt"]
COPY app.py ./
CMD ["app.handler"]
