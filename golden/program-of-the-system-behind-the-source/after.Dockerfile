FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y jq && dnf clean all
COPY filter.py ${LAMBDA_TASK_ROOT}/
CMD ["filter.handler"]
