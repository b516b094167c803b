FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements.txt ./
RUN pip install -r requirements.txt -t /packages

FROM build AS test
COPY requirements-dev.txt ./
RUN pip install -r requirements-dev.txt -t /packages
COPY tests tests

FROM public.ecr.aws/lambda/python:3.13 AS build-deps
COPY extra.txt .
RUN pip install -r extra.txt -t ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:3.13 AS function
COPY --from=build-deps ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY --from=build /packages ${LAMBDA_TASK_ROOT}
COPY app app
CMD ["app.main.handler"]
