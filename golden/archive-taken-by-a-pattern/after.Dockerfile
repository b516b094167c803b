FROM public.ecr.aws/lambda/python:3.13
ADD vendor* ./
COPY requirements.txt ./
RUN pip install --no-cache-dir --upgrade -r requirements.txt -t .
COPY app.py .
CMD ["app.handler"]
