ARG BASE
FROM ${BASE}
COPY app.py requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt -t ${LAMBDA_TASK_ROOT}
CMD ["app.handler"]
