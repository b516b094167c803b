ARG FUNCTION_DIR="/var/task"

FROM public.ecr.aws/lambda/python:3.12 AS build
ARG FUNCTION_DIR
RUN mkdir -p ${FUNCTION_DIR}
COPY requirements.txt ${FUNCTION_DIR}/
RUN pip install --target ${FUNCTION_DIR} -r ${FUNCTION_DIR}/requirements.txt

FROM public.ecr.aws/lambda/python:3.12
ARG FUNCTION_DIR
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY . ${FUNCTION_DIR}
WORKDIR ${FUNCTION_DIR}
CMD [ "orders.handler" ]
