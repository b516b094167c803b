FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements.txt ./
RUN pip install -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.13
ENV DEST=/opt/shared
ENV HOME_OF_CODE=${LAMBDA_TASK_ROOT}
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY shared/ ${DEST}/
COPY app.py ./
CMD ["app.handler"]
