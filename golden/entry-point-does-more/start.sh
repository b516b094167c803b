#!/bin/sh
python fetch_settings.py > /tmp/settings.json
exec python -m awslambdaric "$@"
