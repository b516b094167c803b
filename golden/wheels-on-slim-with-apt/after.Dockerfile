FROM public.ecr.aws/lambda/python:3.13 AS build
RUN dnf install -y gcc gcc-c++ make && dnf clean all
ENV PYTHONUNBUFFERED=1
COPY requirements.txt ${LAMBDA_TASK_ROOT}/
RUN pip install --no-cache-dir -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.13

RUN dnf install -y libgomp && dnf clean all

ENV PYTHONUNBUFFERED=1
WORKDIR ${LAMBDA_TASK_ROOT}
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY . ${LAMBDA_TASK_ROOT}

CMD ["sheet.handler"]
