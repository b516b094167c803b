FROM public.ecr.aws/lambda/python:3.13
COPY app.py our.repo /etc/yum.repos.d/
RUN dnf install -y jq && dnf clean all
COPY model/ ${LAMBDA_TASK_ROOT}/model/
COPY app.py ${LAMBDA_TASK_ROOT}/
CMD ["app.handler"]
