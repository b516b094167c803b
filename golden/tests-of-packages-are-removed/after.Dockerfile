FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt -t ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:3.12
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
RUN rm -rf ${LAMBDA_TASK_ROOT}/numpy/tests ${LAMBDA_TASK_ROOT}/pandas/tests
COPY app.py ./
CMD ["app.handler"]
