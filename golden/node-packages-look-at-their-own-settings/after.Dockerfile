FROM public.ecr.aws/lambda/nodejs:22 AS build
ENV PUPPETEER_SKIP_DOWNLOAD=true
COPY package.json package-lock.json ./
RUN npm ci --no-audit

FROM public.ecr.aws/lambda/nodejs:22
ENV PUPPETEER_SKIP_DOWNLOAD=true
COPY --from=build ${LAMBDA_TASK_ROOT}/node_modules/ ${LAMBDA_TASK_ROOT}/node_modules/
COPY package.json package-lock.json ./
COPY index.js ./
CMD ["index.handler"]
