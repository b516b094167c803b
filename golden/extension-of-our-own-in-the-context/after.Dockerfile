FROM public.ecr.aws/lambda/python:3.13
COPY --chmod=755 extensions/ /opt/extensions/
COPY app.py ${LAMBDA_TASK_ROOT}/
CMD ["app.handler"]
