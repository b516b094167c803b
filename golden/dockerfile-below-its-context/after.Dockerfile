FROM public.ecr.aws/lambda/python:3.13 AS build
COPY docker/requirements.txt ./
RUN pip install -r requirements.txt -t ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:3.13
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY src/ ${LAMBDA_TASK_ROOT}/src/
CMD ["src.main.handler"]
