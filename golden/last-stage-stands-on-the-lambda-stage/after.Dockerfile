FROM public.ecr.aws/lambda/python:3.12 AS function
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt -t .
COPY app.py ./
CMD ["app.handler"]

FROM function AS console
COPY console.py /opt/console.py
ENV PYTHONSTARTUP=/opt/console.py
