FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt ${LAMBDA_TASK_ROOT}/
RUN pip install --no-cache-dir -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY . ${LAMBDA_TASK_ROOT}
CMD ["solve.handler"]
