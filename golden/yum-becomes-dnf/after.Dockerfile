FROM public.ecr.aws/lambda/python:3.12 AS build
RUN dnf update -y && dnf install -y \
      gcc \
      mesa-libGL && \
    dnf clean all
COPY requirements.txt .
RUN pip install -r requirements.txt -t ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:3.12
RUN dnf update -y && dnf install -y \
      libgomp \
      mesa-libGL && \
    dnf clean all
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ${LAMBDA_TASK_ROOT}/
CMD ["app.handler"]
