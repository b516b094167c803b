FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt .
RUN python -m pip install --require-hashes --no-deps -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12
WORKDIR ${LAMBDA_TASK_ROOT}
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY . .
CMD ["strip.handler"]
