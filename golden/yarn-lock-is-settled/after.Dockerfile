FROM public.ecr.aws/lambda/nodejs:22
RUN npm install -g yarn@1.22.22
COPY package.json yarn.lock ./
RUN yarn install --production
COPY . .
CMD ["index.handler"]
