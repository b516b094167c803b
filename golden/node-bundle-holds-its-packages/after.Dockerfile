FROM public.ecr.aws/lambda/nodejs:22 AS build
COPY package.json package-lock.json ./
RUN npm ci
COPY src ./src
RUN npx esbuild src/list.ts --bundle --platform=node --target=node22 --sourcemap --outdir=out

FROM public.ecr.aws/lambda/nodejs:22
COPY package.json ./
COPY --from=build ${LAMBDA_TASK_ROOT}/out/ ${LAMBDA_TASK_ROOT}/out/
CMD ["out/list.handler"]
