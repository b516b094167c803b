FROM public.ecr.aws/lambda/python:3.13 AS build
ENV PYTHONDONTWRITEBYTECODE=1
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.13
ENV PYTHONDONTWRITEBYTECODE=1
WORKDIR ${LAMBDA_TASK_ROOT}
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY pyproject.toml ./
COPY service/ ./service/
CMD ["service.main.handler"]
