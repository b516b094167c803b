FROM public.ecr.aws/lambda/python:3.12
ENV POWERTOOLS_SERVICE_NAME=invoices
RUN dnf install -y git && dnf clean all
COPY app.py ./
ARG VERSION=dev
LABEL org.opencontainers.image.title=invoices \
      org.opencontainers.image.version=$VERSION
LABEL org.opencontainers.image.vendor=example
ENV APP_VERSION=${VERSION}
ENTRYPOINT ["/lambda-entrypoint.sh"]
CMD ["app.handler"]
