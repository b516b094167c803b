FROM public.ecr.aws/lambda/nodejs:22-arm64
COPY index.js ./
CMD ["index.handler"]
