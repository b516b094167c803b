FROM public.ecr.aws/lambda/python:3.12 AS build
RUN dnf install -y --setopt=install_weak_deps=0 gcc glibc-devel jq && dnf clean all
COPY requirements.txt .
RUN pip install --no-binary xxhash -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y --setopt=install_weak_deps=0 libgomp jq && dnf clean all
WORKDIR ${LAMBDA_TASK_ROOT}
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY . .
CMD ["sums.handler"]
