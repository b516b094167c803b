FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run bundle

FROM public.ecr.aws/lambda/nodejs:22
COPY --from=build /app/out/index.js ./
CMD ["index.handler"]
