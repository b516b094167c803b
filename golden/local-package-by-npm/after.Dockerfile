FROM public.ecr.aws/lambda/nodejs:22
COPY package.json package-lock.json ./
COPY lib/package.json ./lib/
RUN npm ci
COPY . .
CMD ["app.handler"]
