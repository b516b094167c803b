FROM public.ecr.aws/lambda/python:3.12 AS build
RUN yum groupinstall -y "Development Tools" && yum install -y libffi-devel
COPY requirements.txt .
RUN pip install -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12
RUN yum groupinstall -y "Development Tools"
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY app.py .
CMD ["app.handler"]
