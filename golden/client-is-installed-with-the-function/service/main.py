from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from service.words import said


def handler(event, context):
    try:
        found = YAML(typ="safe").load(event["text"])
    except YAMLError as error:
        return {"fault": type(error).__name__}
    return {"text": said(found["name"], event.get("loud", False))}
