# Where the function lies
ARG FUNCTION_DIR="/var/task"

FROM public.ecr.aws/lambda/python:3.12 AS build-image

ARG FUNCTION_DIR

RUN mkdir -p ${FUNCTION_DIR}
COPY . ${FUNCTION_DIR}

FROM public.ecr.aws/lambda/python:3.12

ARG FUNCTION_DIR
WORKDIR ${FUNCTION_DIR}

COPY --from=build-image ${FUNCTION_DIR} ${FUNCTION_DIR}

CMD [ "lambda_function.handler" ]
