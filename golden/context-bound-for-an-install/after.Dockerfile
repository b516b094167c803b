# syntax=docker/dockerfile:1
FROM public.ecr.aws/lambda/python:3.13 AS build
RUN --mount=type=bind,target=/all pip install -r /all/requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.13
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY . .
CMD ["shout.handler"]
