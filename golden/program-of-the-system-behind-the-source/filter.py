import json
import subprocess


def handler(event, context):
    said = subprocess.run(
        ["jq", "-c", event["filter"]],
        input=json.dumps(event["value"]),
        capture_output=True,
        text=True,
        check=True,
    )
    return {"result": json.loads(said.stdout)}
