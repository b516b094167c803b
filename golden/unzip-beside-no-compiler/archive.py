import requests


def handler(event, context):
    return requests.get(event["address"], timeout=3).status_code
