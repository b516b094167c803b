FROM public.ecr.aws/lambda/python:3.12 AS build
RUN dnf install -y --setopt=install_weak_deps=0 gcc glibc-devel libpq-devel && dnf clean all
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y --setopt=install_weak_deps=0 libgomp libpq && dnf clean all
WORKDIR ${LAMBDA_TASK_ROOT}
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY query.py .
CMD ["query.handler"]
