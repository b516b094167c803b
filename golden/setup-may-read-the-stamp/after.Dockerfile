FROM public.ecr.aws/lambda/python:3.12
ARG BUILD_NUMBER=0
ENV BUILD_NUMBER=$BUILD_NUMBER
COPY setup.py app.py ./
RUN pip install --no-cache-dir .
CMD ["app.handler"]
