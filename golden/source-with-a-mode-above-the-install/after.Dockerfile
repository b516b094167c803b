FROM public.ecr.aws/lambda/python:3.12 AS build
COPY --chmod=755 requirements.txt ${LAMBDA_TASK_ROOT}/
RUN pip install -r requirements.txt -t "${LAMBDA_TASK_ROOT}"

FROM public.ecr.aws/lambda/python:3.12
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY --chmod=755 . ${LAMBDA_TASK_ROOT}
ENV TABLE_FORMAT=github
CMD ["show.handler"]
