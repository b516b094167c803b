FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements.txt constraints.txt ./
RUN pip install -r requirements.txt -c constraints.txt --target /deps

FROM public.ecr.aws/lambda/python:3.13
WORKDIR /var/task
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY . .
CMD ["people.handler"]
