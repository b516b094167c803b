from node:22-slim as build
workdir /src
copy app/package.json app/package-lock.json ./app/
run cd app && npm ci
copy . .
run cd app && npm run build
from build as runtime-packages
run cd /src/app && npm prune --omit=dev
from public.ecr.aws/lambda/nodejs:22
copy --from=runtime-packages /src/app ./
cmd ["dist/index.handler"]
