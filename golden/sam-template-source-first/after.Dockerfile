FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements.txt ./
RUN python3.13 -m pip install -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.13

COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./

# The function's own settings may replace this in the template.
CMD ["app.lambda_handler"]
