ARG SERVICE
FROM public.ecr.aws/lambda/python:3.13
ARG SERVICE
ENV LIST=services/${SERVICE:-billing}/requirements.txt
COPY services/${SERVICE:-billing}/requirements.txt ${LAMBDA_TASK_ROOT}/services/${SERVICE:-billing}/
RUN pip install --no-cache-dir -r ${LIST}
COPY services/ ${LAMBDA_TASK_ROOT}/services/
COPY main.py ./
CMD ["main.handler"]
