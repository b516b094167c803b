#!/bin/sh
. /etc/tea.env
if [ -z "${AWS_LAMBDA_RUNTIME_API}" ]; then
    exec /usr/local/bin/aws-lambda-rie /tea
else
    exec /tea
fi
