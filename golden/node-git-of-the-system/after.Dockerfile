FROM public.ecr.aws/lambda/nodejs:22
RUN dnf install -y git-core && dnf clean all
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
ARG RELEASE=dev
ENV RELEASE=$RELEASE
CMD ["index.handler"]
