# lambdafix: keep
FROM public.ecr.aws/lambda/python:3.12 AS models
COPY download.py models.txt ./
RUN pip install -r models.txt -t .

FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt ./
RUN pip install -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.12
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./
COPY --from=models /var/task/download.py /opt/download.py
CMD ["app.handler"]
