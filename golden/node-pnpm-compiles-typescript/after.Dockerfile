FROM node:22-slim AS build
WORKDIR /app
RUN npm install -g pnpm@9.15.0
COPY package.json pnpm-lock.yaml ./
RUN pnpm install --frozen-lockfile
COPY . .
RUN pnpm run build

FROM build AS runtime-packages
RUN pnpm prune --prod --ignore-scripts

FROM public.ecr.aws/lambda/nodejs:22
COPY --from=runtime-packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
CMD ["dist/index.handler"]
