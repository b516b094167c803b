FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt ./
RUN pip install -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.12
RUN <<EOF
#!/bin/bash
cat > version.py <<PY
FROM = "here"
PY
EOF
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./
CMD ["app.handler"]
