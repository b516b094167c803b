FROM public.ecr.aws/lambda/nodejs:22 AS build
RUN npm install -g yarn@1.22.22
COPY package.json yarn.lock ./
RUN yarn upgrade

FROM public.ecr.aws/lambda/nodejs:22
COPY --from=build ${LAMBDA_TASK_ROOT}/node_modules/ ${LAMBDA_TASK_ROOT}/node_modules/
COPY . .
CMD ["index.handler"]
