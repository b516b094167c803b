FROM public.ecr.aws/lambda/nodejs:22 AS build
COPY src/package.json package.json
COPY src/package-lock.json package-lock.json
RUN npm install --omit=dev

FROM public.ecr.aws/lambda/nodejs:22
COPY --from=build ${LAMBDA_TASK_ROOT}/node_modules/ ${LAMBDA_TASK_ROOT}/node_modules/
COPY src/ ./
RUN chmod -R a+rX node_modules
CMD ["index.handler"]
