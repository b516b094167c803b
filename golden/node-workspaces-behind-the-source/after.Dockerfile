FROM public.ecr.aws/lambda/nodejs:22
COPY package.json package-lock.json ./
COPY packages/tax/package.json ./packages/tax/
COPY services/price/package.json ./services/price/
RUN npm ci
COPY . .
ARG REVISION=none
LABEL revision=${REVISION}
CMD ["services/price/index.handler"]
