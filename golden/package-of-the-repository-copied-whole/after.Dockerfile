FROM public.ecr.aws/lambda/python:3.12
COPY requirements.txt ${LAMBDA_TASK_ROOT}/
RUN pip install -r requirements.txt
COPY lib/ /lib-source/
RUN pip install /lib-source/taxes
COPY price.py ${LAMBDA_TASK_ROOT}/
CMD ["price.handler"]
