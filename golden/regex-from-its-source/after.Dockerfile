FROM public.ecr.aws/lambda/python:3.12 AS build
RUN dnf install -y gcc && dnf clean all
COPY requirements.txt ./
RUN pip install --no-binary regex -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12
RUN dnf install -y libgomp && dnf clean all
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY words.py ./
CMD ["words.handler"]
