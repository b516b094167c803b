FROM public.ecr.aws/lambda/python:3.13 AS build
ADD requirements.txt ${LAMBDA_TASK_ROOT}/
RUN pip install -r requirements.txt -t ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:3.13
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY vendor.tar.gz ${LAMBDA_TASK_ROOT}/
ADD app.py ${LAMBDA_TASK_ROOT}/
CMD ["app.handler"]
