FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt ${LAMBDA_TASK_ROOT}/
RUN pip install -r requirements.txt --target ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:3.12
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY . ${LAMBDA_TASK_ROOT}
RUN python make_model.py && rm make_model.py
CMD ["app.handler"]
