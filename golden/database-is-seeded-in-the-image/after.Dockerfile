FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt .
RUN pip install --target . -r requirements.txt

FROM public.ecr.aws/lambda/python:3.12
WORKDIR /var/task
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY . .
RUN python seed.py
CMD ["cities.handler"]
