FROM public.ecr.aws/lambda/nodejs:22 AS build
COPY package.json package-lock.json ./
RUN npm ci
COPY . ./
RUN npx esbuild app/handler.js --bundle --platform=node --outfile=index.js

FROM build AS runtime-packages
RUN npm prune --omit=dev

FROM public.ecr.aws/lambda/nodejs:22
COPY --from=runtime-packages ${LAMBDA_TASK_ROOT}/node_modules/ ${LAMBDA_TASK_ROOT}/node_modules/
COPY package.json ./
COPY app ./app/
COPY --from=build ${LAMBDA_TASK_ROOT}/index.js ${LAMBDA_TASK_ROOT}/
CMD ["index.handler"]
