FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y gcc && dnf clean all
COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/extensions/lambda-adapter
COPY requirements.txt ${LAMBDA_TASK_ROOT}/
RUN pip install --no-cache-dir -r requirements.txt
COPY . ${LAMBDA_TASK_ROOT}
ENTRYPOINT ["gunicorn"]
CMD ["--bind=0.0.0.0:8080", "shop:app"]
