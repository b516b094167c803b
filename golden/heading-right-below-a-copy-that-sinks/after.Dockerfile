FROM public.ecr.aws/lambda/python:3.13
# what is installed

COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt -t .
COPY app.py ./
CMD ["app.handler"]
