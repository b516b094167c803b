FROM public.ecr.aws/lambda/nodejs:22 AS build
RUN dnf install -y make gcc-c++ && dnf clean all
COPY package.json package-lock.json ./
RUN npm ci

FROM public.ecr.aws/lambda/nodejs:22
RUN dnf install -y make gcc-c++ && dnf clean all
COPY --from=build ${LAMBDA_TASK_ROOT}/node_modules/ ${LAMBDA_TASK_ROOT}/node_modules/
COPY package.json package-lock.json ./
COPY index.js ./
CMD ["index.handler"]
