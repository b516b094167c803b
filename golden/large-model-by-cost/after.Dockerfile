FROM public.ecr.aws/lambda/python:3.13
COPY model/ ${LAMBDA_TASK_ROOT}/model/
COPY app.py ${LAMBDA_TASK_ROOT}/
CMD ["app.handler"]
