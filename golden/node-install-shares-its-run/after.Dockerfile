FROM public.ecr.aws/docker/library/node:22-slim AS builder
WORKDIR /site
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM public.ecr.aws/docker/library/node:22-slim
COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/extensions/lambda-adapter
ENV PORT=3000
WORKDIR /site
COPY --from=builder /site/.next/standalone ./
COPY --from=builder /site/.next/static ./.next/static
CMD ["node", "server.js"]
