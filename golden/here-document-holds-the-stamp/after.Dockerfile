# syntax=docker/dockerfile:1
FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y git && dnf clean all
ARG GIT_SHA=unknown
COPY <<EOF version.txt
$GIT_SHA
EOF
COPY app.py ./
CMD ["app.handler"]
