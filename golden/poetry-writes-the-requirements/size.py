import humanize


def handler(event, context):
    return {"text": humanize.naturalsize(event["bytes"], binary=True)}
