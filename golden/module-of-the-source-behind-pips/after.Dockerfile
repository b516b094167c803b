FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt .
RUN python -P -m pip install --no-cache-dir -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY . .
CMD ["subjects.handler"]
