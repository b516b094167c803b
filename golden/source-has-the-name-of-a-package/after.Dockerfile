FROM public.ecr.aws/lambda/python:3.12
COPY requirements.txt ./
COPY idna ./idna
RUN pip install --no-cache-dir -r requirements.txt -t .
COPY app.py ./
CMD ["app.handler"]
