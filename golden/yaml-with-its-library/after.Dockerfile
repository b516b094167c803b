FROM public.ecr.aws/lambda/python:3.12 AS build
RUN dnf -y install gcc libyaml-devel
COPY requirements.txt .
RUN PYYAML_FORCE_LIBYAML=1 pip install --no-binary pyyaml -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.12
RUN dnf -y install libgomp && dnf clean all
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY load.py .
CMD ["load.handler"]
