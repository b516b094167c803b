#!/bin/sh
# Stands in for AWS's: one argument, the handler; anything else ends with 142.
if [ $# -ne 1 ]; then
    echo "entrypoint requires the handler name to be the first argument" >&2
    exit 142
fi
export _HANDLER="$1"
exec /var/runtime/bootstrap
