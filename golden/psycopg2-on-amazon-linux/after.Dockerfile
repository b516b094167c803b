FROM public.ecr.aws/lambda/python:3.12 AS build
RUN dnf install -y gcc libpq-devel && \
    dnf clean all
COPY requirements.txt ${LAMBDA_TASK_ROOT}/
RUN pip install -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y libgomp libpq && \
    dnf clean all
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY . ${LAMBDA_TASK_ROOT}
CMD ["query.handler"]
