FROM public.ecr.aws/lambda/nodejs:22
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build
CMD ["dist/app.handler"]
