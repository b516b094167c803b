# syntax=docker/dockerfile:1
FROM public.ecr.aws/lambda/python:3.13 AS pins
COPY requirements.txt pin.py ./
RUN python pin.py requirements.txt > /pinned.txt

FROM public.ecr.aws/lambda/python:3.13
COPY app.py ./
RUN --mount=type=bind,from=pins,source=/pinned.txt,target=/pinned.txt \
    pip install --no-cache-dir -r /pinned.txt -t .
CMD ["app.handler"]
