def handler(event, context):
    return {"service": "one of them"}
