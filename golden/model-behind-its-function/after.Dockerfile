FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt ./
RUN pip install -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY model/ ./model/
COPY app.py ./
CMD ["app.handler"]
