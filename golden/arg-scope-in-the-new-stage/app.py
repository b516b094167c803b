import json
from pathlib import Path

import attrs


@attrs.frozen
class Settings:
    bucket: str


def handler(event, context):
    return Settings(**json.loads(Path(__file__).with_name("settings.json").read_text())).bucket
