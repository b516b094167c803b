FROM public.ecr.aws/lambda/python:3.13 AS build
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
COPY requirements.txt ./
RUN pip install -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.13
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./
CMD ["app.handler"]
