FROM public.ecr.aws/lambda/nodejs:22
COPY package.json package-lock.json ./
RUN npm ci
COPY . ./
RUN npx esbuild app/handler.js --bundle --platform=node --outfile=index.js
CMD ["index.handler"]
