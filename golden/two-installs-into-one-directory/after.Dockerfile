FROM public.ecr.aws/lambda/python:3.13 AS build
COPY base.txt ./
RUN pip install -r base.txt -t ${LAMBDA_TASK_ROOT}
COPY extra.txt ./
RUN pip install -r extra.txt -t ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:3.13
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./
CMD ["app.handler"]
