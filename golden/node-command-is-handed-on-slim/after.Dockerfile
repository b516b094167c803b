FROM node:22-bookworm-slim
WORKDIR /function
RUN apt-get update && apt-get install -y g++ make cmake unzip libcurl4-openssl-dev autoconf libtool python3 && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
RUN npm ci && npm install aws-lambda-ric
COPY index.js ./
ENTRYPOINT ["npx", "aws-lambda-ric"]
CMD ["index.handler"]
