FROM public.ecr.aws/lambda/nodejs:22 AS build
COPY package.json package-lock.json ./
RUN npm ci

FROM public.ecr.aws/lambda/nodejs:22
COPY --from=build ${LAMBDA_TASK_ROOT}/node_modules/ ${LAMBDA_TASK_ROOT}/node_modules/
COPY package.json package-lock.json ./
COPY tsconfig.json webpack.common.js webpack.config.js ./
COPY src ./src
RUN npm run build
CMD ["dist/index.handler"]
