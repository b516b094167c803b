FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements.txt ${LAMBDA_TASK_ROOT}/
RUN pip install -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.13
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY . ${LAMBDA_TASK_ROOT}
CMD ["handler.main"]
