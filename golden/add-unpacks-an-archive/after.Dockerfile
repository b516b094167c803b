FROM public.ecr.aws/lambda/python:3.13
ADD vendor.tar.gz ${LAMBDA_TASK_ROOT}/
ADD requirements.txt ${LAMBDA_TASK_ROOT}/
RUN pip install --no-cache-dir -r requirements.txt -t ${LAMBDA_TASK_ROOT}
ADD app.py ${LAMBDA_TASK_ROOT}/
CMD ["app.handler"]
