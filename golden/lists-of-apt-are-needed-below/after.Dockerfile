FROM python:3.12-slim
RUN apt-get update && apt-get install -y libpq5
ENV LANG=C.UTF-8
RUN apt-get install -y --no-install-recommends libxml2
COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/extensions/lambda-adapter
COPY main.py /app/
CMD ["python", "/app/main.py"]
