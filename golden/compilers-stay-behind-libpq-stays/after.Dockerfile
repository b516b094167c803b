FROM public.ecr.aws/lambda/python:3.13 AS build
RUN dnf install -y gcc python3-devel libpq-devel && dnf clean all
COPY requirements.txt ./
RUN pip install --no-cache-dir --no-binary psycopg2 -r requirements.txt --target "${LAMBDA_TASK_ROOT}"

FROM public.ecr.aws/lambda/python:3.13

RUN dnf install -y libgomp libpq && dnf clean all

COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/

COPY query.py ${LAMBDA_TASK_ROOT}

CMD ["query.run"]
