FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements.txt ./
RUN pip install -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.13
WORKDIR ${LAMBDA_TASK_ROOT}
WORKDIR package
COPY package .
WORKDIR ..
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./
WORKDIR /tmp
WORKDIR ${LAMBDA_TASK_ROOT}
CMD ["app.handler"]
