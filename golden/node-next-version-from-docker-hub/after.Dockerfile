FROM public.ecr.aws/lambda/nodejs:22
COPY index.js ./
CMD ["index.handler"]
