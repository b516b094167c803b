FROM public.ecr.aws/lambda/nodejs:22 AS build
COPY package*.json yarn.lock* ./
RUN npm ci

FROM public.ecr.aws/lambda/nodejs:22
COPY --from=build ${LAMBDA_TASK_ROOT}/node_modules/ ${LAMBDA_TASK_ROOT}/node_modules/
COPY package*.json yarn.lock* ./
COPY index.js ./
CMD ["index.handler"]
