FROM public.ecr.aws/lambda/python:3.12
WORKDIR ${LAMBDA_TASK_ROOT}
COPY . .
RUN pip install --no-cache-dir -r requirements.txt
CMD ["shop.main.handler"]
