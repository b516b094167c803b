FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements.txt .
RUN pip install -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.13
COPY --from=registry.example.com/tools/venv:3.13 /opt/venv /opt/venv
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
ENV PATH=${PATH}:/opt/venv/bin
COPY app.py .
CMD ["app.handler"]
