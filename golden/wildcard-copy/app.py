import json
from pathlib import Path

import helper
import jsonschema


def handler(event, context):
    schema = json.loads(Path(__file__).with_name("data").joinpath("event.json").read_text())
    jsonschema.validate(event, schema)
    return helper.SCHEMA
