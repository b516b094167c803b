FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements.txt .
RUN pip install -r requirements.txt -t ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:3.13
COPY --from=public.ecr.aws/datadog/lambda-extension:90 /opt/. /opt/
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ${LAMBDA_TASK_ROOT}/
CMD ["app.handler"]
