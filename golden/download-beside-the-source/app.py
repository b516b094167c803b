import json
from pathlib import Path


def handler(event, context):
    return json.loads(Path(__file__).with_name("rates.json").read_text())
