FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt -t ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:3.13
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./
CMD ["app.handler"]
