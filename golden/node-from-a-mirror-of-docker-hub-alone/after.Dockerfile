FROM registry.example.com/hub/amazon/aws-lambda-nodejs:22 AS build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev

FROM registry.example.com/hub/amazon/aws-lambda-nodejs:22
WORKDIR ${LAMBDA_TASK_ROOT}
COPY --from=build ${LAMBDA_TASK_ROOT}/node_modules/ ${LAMBDA_TASK_ROOT}/node_modules/
COPY package.json package-lock.json ./
COPY index.js ./
CMD ["index.handler"]
