FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements.txt ./
RUN pip install -r requirements.txt -t ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:3.13
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY bin/convert /opt/bin/convert
COPY app.py ./
RUN chmod -R a+rX /opt/bin
CMD ["app.handler"]
