FROM public.ecr.aws/lambda/python:3.13 AS build
RUN dnf install -y gcc && dnf clean all
COPY requirements.txt .
RUN pip install -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.13
RUN dnf install -y gcc && dnf clean all
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py .
CMD ["app.handler"]
