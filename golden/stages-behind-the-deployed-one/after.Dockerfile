FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt ./
RUN pip install -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.12 AS function
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./
CMD ["app.handler"]

# runs on laptops
FROM python:3.12-slim AS laptop
COPY --from=function /var/task /srv
CMD ["python", "/srv/app.py"]
