FROM public.ecr.aws/lambda/nodejs:22
ARG PACKAGE=mailer
ENV PACKAGE_DIR=packages/${PACKAGE}
COPY packages/${PACKAGE}/package.json ./packages/${PACKAGE}/
RUN npm install --no-package-lock --prefix ${PACKAGE_DIR}
COPY . .
CMD ["index.handler"]
