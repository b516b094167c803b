from public.ecr.aws/lambda/python:3.12 as build
copy requirements.txt .
run pip install -r requirements.txt -t .

from public.ecr.aws/lambda/python:3.12
copy --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
copy . .
env REGION eu-central-1
cmd ["app.handler"]
