FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt .
RUN pip install -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y --setopt=install_weak_deps=0 poppler-utils && dnf clean all
WORKDIR /var/task
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY render.py .
CMD ["render.handler"]
