FROM public.ecr.aws/lambda/python:3.12 AS build
ENV PATH="/var/task/bin:$PATH"
COPY requirements.txt .
RUN pip install -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12
WORKDIR ${LAMBDA_TASK_ROOT}
ENV PATH="/var/task/bin:$PATH"
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY app.py .
CMD ["app.handler"]
