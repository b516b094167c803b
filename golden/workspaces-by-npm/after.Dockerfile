FROM public.ecr.aws/lambda/nodejs:22
WORKDIR /var/task
COPY package.json package-lock.json ./
COPY packages/a/package.json ./packages/a/
RUN npm ci
COPY . .
CMD ["app.handler"]
