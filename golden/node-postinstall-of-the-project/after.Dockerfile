FROM public.ecr.aws/lambda/nodejs:22
RUN dnf install -y which && dnf clean all
COPY . .
RUN npm ci --omit=dev
CMD ["index.handler"]
