FROM public.ecr.aws/lambda/nodejs:22 AS build
RUN npm install -g yarn
COPY package.json yarn.lock tsconfig.json ./
COPY prisma ./prisma
RUN yarn install --frozen-lockfile
COPY src ./src
RUN yarn build
RUN yarn install --frozen-lockfile --production

FROM public.ecr.aws/lambda/nodejs:22
RUN npm install -g yarn
COPY --from=build ${LAMBDA_TASK_ROOT}/node_modules/ ${LAMBDA_TASK_ROOT}/node_modules/
COPY package.json yarn.lock tsconfig.json ./
COPY prisma ./prisma
COPY src ./src
COPY --from=build ${LAMBDA_TASK_ROOT}/dist/ ${LAMBDA_TASK_ROOT}/dist/
CMD ["dist/quotes.handler"]
