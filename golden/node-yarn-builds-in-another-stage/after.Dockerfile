FROM node:22-slim AS builder
WORKDIR /usr/app
COPY package.json yarn.lock ./
RUN yarn install --frozen-lockfile
COPY . ./
RUN yarn build

FROM public.ecr.aws/lambda/nodejs:22
WORKDIR ${LAMBDA_TASK_ROOT}
COPY . ./
COPY --from=builder /usr/app/node_modules ./node_modules
COPY --from=builder /usr/app/lib ./lib
CMD ["lib/index.handler"]
