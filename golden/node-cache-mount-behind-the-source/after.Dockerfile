FROM public.ecr.aws/lambda/nodejs:22 AS build
ENV NODE_ENV=production
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci

FROM public.ecr.aws/lambda/nodejs:22
ENV NODE_ENV=production
COPY --from=build ${LAMBDA_TASK_ROOT}/node_modules/ ${LAMBDA_TASK_ROOT}/node_modules/
COPY package.json package-lock.json ./
COPY index.js ./
CMD ["index.handler"]
