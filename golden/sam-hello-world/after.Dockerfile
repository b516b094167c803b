FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt ./
RUN python3.12 -m pip install -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.12

COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./

# Command can be overwritten by providing a different command in the template directly.
CMD ["app.lambda_handler"]
