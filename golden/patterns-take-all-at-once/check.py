import json
from pathlib import Path

import fastjsonschema
from tables import years

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "row.json").read_text())
validate = fastjsonschema.compile(SCHEMA)


def handler(event, context):
    return {"years": years(map(validate, event["rows"]))}
