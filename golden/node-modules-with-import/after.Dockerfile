FROM public.ecr.aws/lambda/nodejs:22 AS build
COPY package*.json ./
RUN npm install --omit=dev

FROM public.ecr.aws/lambda/nodejs:22
COPY --from=build ${LAMBDA_TASK_ROOT}/node_modules/ ${LAMBDA_TASK_ROOT}/node_modules/
COPY package*.json ./
COPY src/ ./src/
CMD ["src/app.handler"]
