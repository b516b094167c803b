FROM python:3.12 AS builder
RUN apt-get update && apt-get install -y gfortran
WORKDIR /build
COPY requirements.txt .
RUN pip install -r requirements.txt -t /build/packages
COPY . .

FROM public.ecr.aws/lambda/python:3.12
COPY --from=builder /build/packages ${LAMBDA_TASK_ROOT}
COPY model.py ${LAMBDA_TASK_ROOT}
CMD ["model.handler"]
