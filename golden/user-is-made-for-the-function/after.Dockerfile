FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt .
RUN pip install -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12
WORKDIR /var/task
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY app.py .
CMD ["app.handler"]
