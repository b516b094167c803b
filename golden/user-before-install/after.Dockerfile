FROM public.ecr.aws/lambda/python:3.13
RUN chown 993 ${LAMBDA_TASK_ROOT}
USER 993
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt -t ${LAMBDA_TASK_ROOT}
COPY app.py ./
CMD ["app.handler"]
