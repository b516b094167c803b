import json
import subprocess

import xxhash


def handler(event, context):
    said = subprocess.run(
        ["jq", "-Rs", "length"], input=event["text"], capture_output=True, text=True, check=True
    )
    return {"sum": xxhash.xxh64(event["text"]).hexdigest(), "length": json.loads(said.stdout)}
