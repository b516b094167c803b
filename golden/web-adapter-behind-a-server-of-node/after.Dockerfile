FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev
COPY . .
ARG GIT_SHA
ENV GIT_SHA=${GIT_SHA}

FROM gcr.io/distroless/nodejs22-debian12
COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/extensions/lambda-adapter
WORKDIR /app
COPY --from=build /app ./
ENV PORT=3000
CMD ["server.js"]
