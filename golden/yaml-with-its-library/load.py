import yaml


def handler(event, context):
    found = yaml.load(event["text"], Loader=yaml.CSafeLoader)
    return {"found": found, "library": yaml.__with_libyaml__}
