FROM public.ecr.aws/lambda/python:3.13 AS build
ARG LIST=requirements.txt
COPY requirements.txt ./
RUN pip install --no-cache-dir -r ${LIST} --target /deps

FROM public.ecr.aws/lambda/python:3.13
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY . .
CMD ["main.handler"]
