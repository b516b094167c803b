FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt ${LAMBDA_TASK_ROOT}/
RUN pip install --no-cache-dir -r ${LAMBDA_TASK_ROOT}/requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12

COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/

COPY sign.py ${LAMBDA_TASK_ROOT}/
COPY keys/ ${LAMBDA_TASK_ROOT}/keys/

CMD ["sign.handler"]
