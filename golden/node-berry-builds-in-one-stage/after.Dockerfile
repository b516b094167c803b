FROM public.ecr.aws/lambda/nodejs:22 AS build
RUN corepack enable
COPY package.json yarn.lock .yarnrc.yml ./

RUN yarn install --immutable
COPY tsconfig.json ./
COPY src ./src
RUN yarn build && yarn workspaces focus --all --production

FROM public.ecr.aws/lambda/nodejs:22

COPY --from=build ${LAMBDA_TASK_ROOT}/node_modules/ ${LAMBDA_TASK_ROOT}/node_modules/

COPY package.json ./
COPY --from=build ${LAMBDA_TASK_ROOT}/dist/ ${LAMBDA_TASK_ROOT}/dist/

CMD ["dist/lots.handler"]
