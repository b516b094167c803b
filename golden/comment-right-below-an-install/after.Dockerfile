FROM public.ecr.aws/lambda/nodejs:22
COPY package*.json ./

RUN npm ci
# once more for production:
# RUN npm prune --omit=dev

COPY index.js ./

# the handler
CMD ["index.handler"]
