FROM public.ecr.aws/lambda/python:3.13 AS build
RUN dnf install -y --setopt=install_weak_deps=0 gcc-c++ make cmake libcurl-devel && dnf clean all
COPY requirements.txt ./
RUN pip install -r requirements.txt --target .

FROM public.ecr.aws/lambda/python:3.13

WORKDIR /var/task

RUN dnf install -y --setopt=install_weak_deps=0 libgomp && dnf clean all

COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/

COPY handler.py ./

CMD ["handler.main"]
