FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements.txt .
RUN pip install --no-cache-dir \
    -r requirements.txt \
    --target ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:3.13

COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/

# Code
COPY app.py ${LAMBDA_TASK_ROOT}

CMD [ "app.handler" ]