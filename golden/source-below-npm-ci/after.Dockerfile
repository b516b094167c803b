FROM public.ecr.aws/lambda/nodejs:22
COPY package*.json ./
RUN npm ci
COPY index.js ./
CMD ["index.handler"]
