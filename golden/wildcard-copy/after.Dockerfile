FROM public.ecr.aws/lambda/python:3.12 AS build
COPY require*.txt ./
RUN pip install -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.12
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY *.py ./
COPY data/*.json ./data/
CMD ["app.handler"]
