FROM public.ecr.aws/lambda/python:3.13 AS build
COPY functions/orders/requirements.txt ${LAMBDA_TASK_ROOT}/
RUN pip install --no-cache-dir -r requirements.txt -t ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:3.13
ARG FUNCTION=orders
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY functions/orders/ ${LAMBDA_TASK_ROOT}/
CMD ["main.handler"]
