#!/bin/sh
# On a laptop there is no Lambda: the emulator stands in for it.
if [ -z "${AWS_LAMBDA_RUNTIME_API}" ]; then
    exec /usr/local/bin/aws-lambda-rie "$@"
else
    exec "$@"
fi
