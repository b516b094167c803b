FROM public.ecr.aws/lambda/python:3.13
ADD https://config.example.com/rates.json /opt/today.json
COPY . ${LAMBDA_TASK_ROOT}/
CMD ["app.handler"]
