FROM public.ecr.aws/lambda/python:3.12 AS build
COPY deploy/requirements.txt ./deploy/
RUN cd deploy && pip install -r requirements.txt -t ../vendor

FROM public.ecr.aws/lambda/python:3.12
COPY --from=build ${LAMBDA_TASK_ROOT}/vendor/ ${LAMBDA_TASK_ROOT}/vendor/
COPY . .
ENV PYTHONPATH=/var/task/vendor
CMD ["app.handler"]
