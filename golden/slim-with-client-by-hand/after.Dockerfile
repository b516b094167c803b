FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12

WORKDIR ${LAMBDA_TASK_ROOT}

COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/

COPY thumbnail ./thumbnail

CMD [ "thumbnail.resize.handler" ]
