FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y git && dnf clean all
COPY src src
RUN pip install --no-cache-dir -e git+https://git.example.com/tool#egg=tool
COPY app.py .
CMD ["app.handler"]
