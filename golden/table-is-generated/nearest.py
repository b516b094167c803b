import json
from pathlib import Path

TABLE = json.loads((Path(__file__).parent / "table.json").read_text())


def handler(event, context):
    near = sorted(TABLE[event["word"]].items(), key=lambda pair: (pair[1], pair[0]))
    return {"nearest": near[1][0], "distance": near[1][1]}
