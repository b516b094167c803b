FROM public.ecr.aws/lambda/python:3.12
COPY requirements.txt ${LAMBDA_TASK_ROOT}/
RUN pip install --no-cache-dir -r requirements.txt
COPY lib /opt/lib
RUN pip install --no-cache-dir --no-deps -e /opt/lib
COPY sort.py ${LAMBDA_TASK_ROOT}/
CMD ["sort.handler"]
