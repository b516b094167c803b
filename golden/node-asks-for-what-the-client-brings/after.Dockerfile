FROM node:22-bookworm
RUN apt-get update && apt-get install -y g++ make cmake && rm -rf /var/lib/apt/lists/*
WORKDIR /function
COPY package.json package-lock.json ./
RUN npm ci --omit=dev
RUN npm install aws-lambda-ric
COPY index.js ./
ENTRYPOINT ["/usr/local/bin/npx", "aws-lambda-ric"]
CMD ["index.handler"]
