FROM public.ecr.aws/lambda/nodejs:22 AS build
RUN dnf install -y gcc-c++ make && dnf clean all
RUN npm install -g pnpm@9.15.0
COPY package.json pnpm-lock.yaml ./
RUN pnpm install --frozen-lockfile --prod

FROM public.ecr.aws/lambda/nodejs:22
RUN dnf install -y libgomp && dnf clean all
COPY --from=build ${LAMBDA_TASK_ROOT}/node_modules/ ${LAMBDA_TASK_ROOT}/node_modules/
COPY package.json pnpm-lock.yaml ./
COPY index.js ./
CMD ["index.handler"]
