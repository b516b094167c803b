FROM public.ecr.aws/lambda/python:3.12-arm64
COPY main.py ${LAMBDA_TASK_ROOT}
CMD ["main.handler"]
