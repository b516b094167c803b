import toml
import version


def handler(event, context):
    return toml.dumps({"from": version.FROM})
