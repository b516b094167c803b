FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements.txt ./
RUN pip install -r requirements.txt -t ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:3.13
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./
COPY bin/convert /opt/bin/convert
RUN chmod -R 755 /opt/bin
RUN chmod -R o+rX ${LAMBDA_TASK_ROOT}
CMD ["app.handler"]
