FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt ./
RUN pip install -r requirements.txt -t ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:3.12
ADD https://models.example.org/v3/lid.ftz /opt/models/lid.ftz
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./
CMD ["app.handler"]
