#!/bin/sh
exec gcc -O1 "$@"
