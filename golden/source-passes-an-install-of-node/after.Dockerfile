FROM public.ecr.aws/lambda/python:3.12 AS build
COPY requirements.txt .
RUN pip install -r requirements.txt -t .

FROM public.ecr.aws/lambda/python:3.12

RUN dnf install -y nodejs npm && dnf clean all

COPY renderer/package.json renderer/package-lock.json ./renderer/

# the renderer is a program of Node
RUN cd renderer && npm ci --omit=dev
COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/
COPY . .

CMD ["app.handler"]
