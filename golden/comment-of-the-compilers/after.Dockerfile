FROM public.ecr.aws/lambda/python:3.12 AS build
# Needed to compile our wheels; ask Ana before you take it out.
RUN dnf install -y gcc && dnf clean all
COPY requirements.txt .
RUN pip install -r requirements.txt --target .

FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y libgomp && dnf clean all
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py .
CMD ["app.handler"]
