ARG VERSION=3.12
FROM public.ecr.aws/lambda/python:${VERSION}
COPY app.py ./
CMD ["app.handler"]
