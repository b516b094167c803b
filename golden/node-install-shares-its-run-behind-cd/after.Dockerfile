FROM public.ecr.aws/lambda/nodejs:22 AS build
WORKDIR /src
ADD site/package.json site/package-lock.json ./site/

# the site is one of several
RUN cd site && \
    npm install --no-fund
ADD . .
RUN cd site && \
    npm run build && \
    npm prune --omit=dev

FROM public.ecr.aws/lambda/nodejs:22
COPY --from=build /src/site/node_modules ${LAMBDA_TASK_ROOT}/node_modules
COPY --from=build /src/site/build ${LAMBDA_TASK_ROOT}/build
CMD ["build/index.handler"]
