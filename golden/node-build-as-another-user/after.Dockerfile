FROM public.ecr.aws/lambda/nodejs:22
USER 1000
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json ./
COPY src ./src
RUN npm run build
CMD ["dist/index.handler"]
