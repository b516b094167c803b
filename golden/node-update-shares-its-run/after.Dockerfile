FROM public.ecr.aws/lambda/nodejs:22 AS pages
WORKDIR /site
COPY package.json package-lock.json ./
RUN npm update
COPY . .
RUN npm run build

FROM public.ecr.aws/lambda/nodejs:22
COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/extensions/lambda-adapter
ENV PORT=3000
COPY --from=pages /site/.next ./.next
COPY --from=pages /site/node_modules ./node_modules
COPY --from=pages /site/package.json ./
ENTRYPOINT ["npx", "next", "start"]
