FROM public.ecr.aws/lambda/python:3.13 AS build
COPY services/billing/requirements.txt ./services/billing/
RUN pip install --no-cache-dir -r services/billing/requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.13
ARG SERVICE=billing
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY . .
CMD ["main.handler"]
