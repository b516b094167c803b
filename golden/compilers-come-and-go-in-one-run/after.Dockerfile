FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt ${LAMBDA_TASK_ROOT}/
RUN dnf install -y gcc && \
    pip install --no-binary markupsafe -r requirements.txt --target /deps && \
    dnf remove -y gcc && \
    dnf clean all

FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y libgomp && \
    dnf clean all
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY . ${LAMBDA_TASK_ROOT}
CMD ["escape.handler"]
