FROM public.ecr.aws/lambda/python:3.13 AS build
RUN dnf install -y gcc glibc-devel libffi-devel
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.13
RUN dnf install -y libgomp && dnf clean all
WORKDIR ${LAMBDA_TASK_ROOT}
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY ping.py ./
CMD ["ping.handler"]
