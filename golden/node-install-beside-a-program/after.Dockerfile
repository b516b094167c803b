FROM public.ecr.aws/lambda/nodejs:22 AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN node bundle.js

FROM public.ecr.aws/lambda/nodejs:22
COPY --from=build /src/out ${LAMBDA_TASK_ROOT}
CMD ["index.handler"]
