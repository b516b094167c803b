FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y git && dnf clean all
COPY app.py ./
ARG COMMIT
LABEL revision=$COMMIT
LABEL revision=none
CMD ["app.handler"]
