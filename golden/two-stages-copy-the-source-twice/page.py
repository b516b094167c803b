import mistune


def handler(event, context):
    return {"html": mistune.html(event["text"])}
