FROM public.ecr.aws/lambda/nodejs:22 AS build
COPY package.json package-lock.json ${LAMBDA_TASK_ROOT}/
RUN npm ci --omit=dev && npm cache clean --force

FROM public.ecr.aws/lambda/nodejs:22
COPY --from=build ${LAMBDA_TASK_ROOT}/node_modules/ ${LAMBDA_TASK_ROOT}/node_modules/
COPY package.json package-lock.json ${LAMBDA_TASK_ROOT}/
COPY data ${LAMBDA_TASK_ROOT}/data
COPY handlers ${LAMBDA_TASK_ROOT}/handlers
CMD ["handlers/read.handler"]
