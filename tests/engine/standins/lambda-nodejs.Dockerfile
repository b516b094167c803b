FROM standin/debian AS client
ADD node.tar /usr/local/
COPY settle-node /tmp/
RUN /tmp/settle-node /usr/local
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends autoconf automake cmake g++ libtool make patch python3 xz-utils
WORKDIR /client
RUN npm install --silent aws-lambda-ric

FROM standin/lambda
ADD node.tar /var/lang/
COPY settle-node /tmp/
RUN /tmp/settle-node /var/lang && rm /tmp/settle-node
COPY --from=client /client/node_modules/@aws/ /var/runtime/node_modules/@aws/
COPY --from=client /client/node_modules/aws-lambda-ric/ /var/runtime/node_modules/aws-lambda-ric/
COPY bootstrap-nodejs /var/runtime/bootstrap
# Yarn 3 and 4 read no settings of npm
RUN echo 'httpsCaFilePath: /etc/ssl/certs/ca-certificates.crt' > /root/.yarnrc.yml
LABEL standin="public.ecr.aws/lambda/nodejs, with Node from a wheel on Debian; dnf is apt-get"
