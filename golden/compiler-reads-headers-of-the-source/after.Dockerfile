FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y gcc && dnf clean all
ENV CPATH=/var/task/native CFLAGS="-include quiet.h"
COPY requirements.txt .
COPY native ./native/
RUN pip install --no-cache-dir --no-binary regex -r requirements.txt
COPY . .
CMD ["words.handler"]
