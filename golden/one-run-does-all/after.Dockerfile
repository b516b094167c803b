FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt ./
RUN dnf install -y gcc-c++ mesa-libGL libgomp && \
    pip install --no-cache-dir -r requirements.txt -t ${LAMBDA_TASK_ROOT} && \
    dnf remove -y gcc-c++ && dnf clean all

FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y mesa-libGL libgomp && \
    dnf clean all
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./
CMD ["app.handler"]
