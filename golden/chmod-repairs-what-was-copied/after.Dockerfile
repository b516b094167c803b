FROM public.ecr.aws/lambda/python:3.13
COPY app.py ./
RUN chmod -R a+rX ${LAMBDA_TASK_ROOT}
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt -t ${LAMBDA_TASK_ROOT}
COPY bin/convert /opt/bin/convert
CMD ["app.handler"]
