FROM public.ecr.aws/lambda/python:3.13 AS build
ARG PLACE=/var/task
COPY requirements.txt ${PLACE}/
RUN pip install --no-cache-dir -r ${PLACE}/requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.13
ARG PLACE=/var/task
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY . ${PLACE}
CMD ["main.handler"]
