FROM public.ecr.aws/lambda/python:3.12
RUN yum groupinstall -y "Development Tools" && yum install -y libffi-devel
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY app.py .
CMD ["app.handler"]
