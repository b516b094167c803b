FROM standin/debian
COPY dnf /usr/bin/dnf
COPY names /usr/lib/standin/names
COPY lambda-entrypoint.sh /
# Libraries that catalog/packages.toml says to be part of the image, and that modules are built with.
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends libcurl4 libxml2 libyaml-0-2 \
    && rm -rf /var/lib/apt/lists/* \
    && mkdir -p /usr/lib/standin/bin /var/task /opt \
    && mv /usr/bin/apt /usr/bin/apt-get /usr/bin/apt-cache /usr/lib/standin/bin/ \
    && ln -s dnf /usr/bin/microdnf
ENV PATH=/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin LANG=en_US.UTF-8 TZ=:/etc/localtime \
    LD_LIBRARY_PATH=/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib \
    LAMBDA_TASK_ROOT=/var/task LAMBDA_RUNTIME_DIR=/var/runtime
LABEL standin="public.ecr.aws/lambda/provided, on Debian; dnf is apt-get"
WORKDIR /var/task
ENTRYPOINT ["/lambda-entrypoint.sh"]
