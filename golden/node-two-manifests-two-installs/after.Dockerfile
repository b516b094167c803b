FROM public.ecr.aws/lambda/nodejs:22
COPY shared/package.json shared/package-lock.json ./shared/
RUN cd shared && npm ci --omit=dev
COPY package.json package-lock.json ./
RUN npm ci --omit=dev
COPY shared ./shared
COPY index.js ./
CMD ["index.handler"]
