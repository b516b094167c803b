FROM public.ecr.aws/lambda/nodejs:22 AS build
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json ./
COPY src ./src
RUN npm run build

FROM public.ecr.aws/lambda/nodejs:22
COPY --from=build ${LAMBDA_TASK_ROOT}/node_modules/ ${LAMBDA_TASK_ROOT}/node_modules/
COPY package.json package-lock.json ./
COPY tsconfig.json ./
COPY src ./src
COPY --from=build ${LAMBDA_TASK_ROOT}/dist/ ${LAMBDA_TASK_ROOT}/dist/
CMD ["dist/index.handler"]
