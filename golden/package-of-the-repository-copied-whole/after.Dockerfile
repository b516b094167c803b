FROM public.ecr.aws/lambda/python:3.12
COPY requirements.txt ${LAMBDA_TASK_ROOT}/
RUN pip install --no-cache-dir -r requirements.txt
COPY lib/ /lib-source/
RUN pip install --no-cache-dir /lib-source/taxes
COPY price.py ${LAMBDA_TASK_ROOT}/
CMD ["price.handler"]
