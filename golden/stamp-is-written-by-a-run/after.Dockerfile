FROM public.ecr.aws/lambda/python:3.12

RUN dnf install -y git && dnf clean all
COPY app.py ./

# Which commit this is
ARG GIT_SHA=unknown
LABEL org.opencontainers.image.revision=$GIT_SHA
RUN echo "$GIT_SHA" > version.txt
CMD ["app.handler"]
