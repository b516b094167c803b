FROM public.ecr.aws/lambda/python:3.13 AS build
ARG RELEASE=stable
COPY requirements.txt ./
RUN pip install --extra-index-url https://packages.example.org/${RELEASE}/simple -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.13
ARG RELEASE=stable
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./
ENV RELEASE=${RELEASE}
CMD ["app.handler"]
