FROM node:22-bookworm AS build
WORKDIR /app
COPY package*.json ./
RUN npm ci
RUN npm install aws-lambda-ric
COPY tsconfig.json ./
COPY src ./src/
RUN npm run build

FROM node:22-bookworm-slim
WORKDIR /app
COPY --from=build /app/dist ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/package.json .
ENTRYPOINT ["/usr/local/bin/npx", "aws-lambda-ric"]
CMD ["index.handler"]
