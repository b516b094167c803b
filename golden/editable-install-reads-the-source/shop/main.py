import httpx


def handler(event, context):
    return httpx.get(event["url"]).status_code
