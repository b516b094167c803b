FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements.txt ./
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install -r requirements.txt -t /opt/python

FROM public.ecr.aws/lambda/python:3.13
COPY --from=build /opt/python/ /opt/python/
COPY app.py ./
CMD ["app.handler"]
