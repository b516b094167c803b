FROM node:22-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM build AS runtime-packages
RUN npm prune --omit=dev

FROM public.ecr.aws/lambda/nodejs:22
COPY --from=runtime-packages /src/node_modules ./node_modules
COPY --from=build /src/dist ./
CMD ["app.handler"]
