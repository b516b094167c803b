FROM public.ecr.aws/lambda/nodejs:22 AS deps
WORKDIR /build
COPY package.json ./
RUN npm install
COPY index.js ./

FROM public.ecr.aws/lambda/nodejs:22
WORKDIR ${LAMBDA_TASK_ROOT}
COPY --from=deps /build/ ./
CMD ["index.handler"]
