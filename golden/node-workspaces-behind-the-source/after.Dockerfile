FROM public.ecr.aws/lambda/nodejs:22
COPY . .
RUN npm ci
ARG REVISION=none
LABEL revision=${REVISION}
CMD ["services/price/index.handler"]
