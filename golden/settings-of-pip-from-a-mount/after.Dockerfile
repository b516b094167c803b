# syntax=docker/dockerfile:1
FROM public.ecr.aws/lambda/python:3.13
COPY app.py requirements.txt ./
RUN --mount=type=bind,from=registry.example.com/pip-settings:4,target=/root/.config/pip \
    pip install --no-cache-dir -r requirements.txt
CMD ["app.handler"]
