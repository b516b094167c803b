FROM public.ecr.aws/lambda/python:3.12 AS build
RUN dnf install -y libpq-devel gcc && dnf clean all
COPY requirements.txt .
RUN pip install -r requirements.txt --target .

FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y libpq-devel gcc && dnf clean all
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py .
CMD ["app.handler"]
