FROM public.ecr.aws/lambda/python:3.13
RUN dnf install -y tar gzip && dnf clean all
COPY ping.py ./
CMD ["ping.handler"]
