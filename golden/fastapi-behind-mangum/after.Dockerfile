FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt .
RUN pip install -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY web ${LAMBDA_TASK_ROOT}/web
COPY templates ${LAMBDA_TASK_ROOT}/templates
CMD ["web.main.handler"]
