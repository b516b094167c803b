FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements.txt .
RUN pip install -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.13

WORKDIR ${LAMBDA_TASK_ROOT}
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY . .

CMD ["thumbnail.handler"]
