FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt ./
RUN pip install -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.12
LABEL maintainer="billing" \
      team='a "quoted" one'
EXPOSE 8080/tcp
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5m CMD curl -f http://localhost:8080/ || exit 1
CMD ["old.handler"]
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY app.py ./
VOLUME /mnt/data
CMD ["app.handler"]
