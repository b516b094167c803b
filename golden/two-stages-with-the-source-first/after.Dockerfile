FROM public.ecr.aws/lambda/python:3.13 AS packages
COPY requirements.txt .
RUN pip install -r requirements.txt --target /packages

FROM public.ecr.aws/lambda/python:3.13
COPY --from=packages /packages/ ${LAMBDA_TASK_ROOT}/
COPY app.py ${LAMBDA_TASK_ROOT}/
CMD ["app.handler"]
