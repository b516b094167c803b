FROM public.ecr.aws/lambda/nodejs:22 AS build
WORKDIR ${LAMBDA_TASK_ROOT}
COPY package*.json ./
RUN npm ci
COPY tsconfig.json ./
COPY src ./src/
RUN npm run build

FROM build AS runtime-packages
RUN npm prune --omit=dev

FROM public.ecr.aws/lambda/nodejs:22
WORKDIR ${LAMBDA_TASK_ROOT}
COPY --from=build ${LAMBDA_TASK_ROOT}/dist ./
COPY --from=runtime-packages ${LAMBDA_TASK_ROOT}/node_modules ./node_modules
COPY --from=build ${LAMBDA_TASK_ROOT}/package.json .
CMD ["index.handler"]
