import idna


def handler(event, context):
    return idna.encode(event["host"]).decode()
