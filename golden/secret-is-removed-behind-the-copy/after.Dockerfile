FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements.txt .
RUN pip install -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.13
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY . .
RUN rm -rf .env tests
CMD ["app.handler"]
