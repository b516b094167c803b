#!/bin/sh
# Stands in for the official image's: what is no command is a script for node.
command -v "$1" >/dev/null || set -- node "$@"
exec "$@"
