FROM public.ecr.aws/lambda/python:3.12
ARG CACHE_DATE=2026-01-01
RUN dnf install -y git && dnf clean all
COPY app.py ./
CMD ["app.handler"]
