FROM public.ecr.aws/lambda/python:3.12 AS builder
RUN dnf install -y gcc libpq-devel
WORKDIR ${LAMBDA_TASK_ROOT}
COPY requirements.txt .
RUN pip install --target ${LAMBDA_TASK_ROOT} -r requirements.txt

FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y --setopt=install_weak_deps=0 libpq && dnf clean all
WORKDIR ${LAMBDA_TASK_ROOT}
COPY --from=builder ${LAMBDA_TASK_ROOT} ${LAMBDA_TASK_ROOT}
COPY query.py .
CMD ["query.handler"]
