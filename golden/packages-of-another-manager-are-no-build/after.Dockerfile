FROM public.ecr.aws/lambda/python:3.13
RUN apt-get update && apt-get install -y wkhtmltopdf gcc
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY letter.py ./
CMD ["letter.handler"]
