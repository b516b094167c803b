FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements.txt constraints.txt ./
COPY requirements/base.txt requirements/web.txt ./requirements/
RUN pip install --no-cache-dir -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.13
WORKDIR ${LAMBDA_TASK_ROOT}
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY . .
CMD ["app.handler"]
