FROM public.ecr.aws/lambda/python:3.12 AS test
RUN dnf install -y git && dnf clean all
COPY app.py ./
ARG GIT_SHA

FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y git && dnf clean all
COPY app.py ./
ARG GIT_SHA
ENV GIT_SHA=${GIT_SHA:-unknown}
CMD ["app.handler"]
