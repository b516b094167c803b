FROM node:22-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM public.ecr.aws/lambda/nodejs:22
COPY --from=build /src/node_modules ./node_modules
COPY --from=build /src/dist ./
CMD ["app.handler"]
