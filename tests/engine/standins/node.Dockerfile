FROM standin/debian
ADD node.tar /usr/local/
COPY settle-node /tmp/
COPY node-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
RUN /tmp/settle-node /usr/local && rm /tmp/settle-node \
    && npm install --global --silent yarn@1.22.22 && rm -rf /root/.npm \
    && useradd --uid 1000 --user-group --create-home node
LABEL standin="node, with Node from a wheel on Debian"
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
