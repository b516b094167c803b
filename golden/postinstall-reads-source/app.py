import json

import requests


def handler(event, context):
    return json.loads(requests.get(event["url"]).text)
