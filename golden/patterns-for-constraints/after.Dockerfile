FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements*.txt constraints*.txt ./
RUN pip install --no-cache-dir -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.13
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY *.py ./
CMD ["main.handler"]
