FROM public.ecr.aws/lambda/python:3.12 AS build
COPY base.txt extra.txt ${LAMBDA_TASK_ROOT}/
RUN pip install -r base.txt --target ${LAMBDA_TASK_ROOT}
RUN pip install -r extra.txt --target ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:3.12
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY . ${LAMBDA_TASK_ROOT}
CMD ["lists.handler"]
