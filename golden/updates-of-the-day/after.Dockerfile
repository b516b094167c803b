FROM public.ecr.aws/lambda/python:3.12 AS build
RUN dnf update -y && dnf clean all
RUN pip install --upgrade pip
COPY requirements.txt ./
RUN pip install -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.12
RUN dnf update -y && dnf clean all
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./
CMD ["app.handler"]
