FROM public.ecr.aws/lambda/nodejs:22
COPY package.json package-lock.json ./
COPY fares/package.json ./fares/
RUN npm ci
COPY . .
RUN npm run build
CMD ["dist/app.handler"]
