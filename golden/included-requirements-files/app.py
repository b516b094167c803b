import tenacity


@tenacity.retry
def handler(event, context):
    return "ok"
