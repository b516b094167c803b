import yaml
from more_itertools import collapse


def handler(event, context):
    found = yaml.safe_load(event["text"])
    return {"flat": list(collapse(found, base_type=dict)), "fast": yaml.__with_libyaml__}
