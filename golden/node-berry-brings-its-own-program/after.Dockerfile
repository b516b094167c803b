FROM public.ecr.aws/lambda/nodejs:22 AS build
RUN npm install -g yarn
COPY package.json yarn.lock .yarnrc.yml ./
COPY .yarn/releases ./.yarn/releases/
COPY .yarn/plugins ./.yarn/plugins/
RUN yarn workspaces focus --all --production && yarn cache clean

FROM public.ecr.aws/lambda/nodejs:22
COPY --from=build ${LAMBDA_TASK_ROOT}/node_modules/ ${LAMBDA_TASK_ROOT}/node_modules/
COPY . .
CMD ["index.handler"]
