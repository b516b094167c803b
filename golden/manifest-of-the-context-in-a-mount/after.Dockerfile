# syntax=docker/dockerfile:1
FROM public.ecr.aws/lambda/python:3.13 AS pins
COPY requirements.txt pin.py ./
RUN python pin.py requirements.txt > /pinned.txt

FROM public.ecr.aws/lambda/python:3.13 AS build
RUN --mount=type=bind,source=/pinned.txt,target=/pinned.txt \
    pip install -r /pinned.txt -t .

FROM public.ecr.aws/lambda/python:3.13
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./
CMD ["app.handler"]
