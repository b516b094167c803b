import json

import requests


def lambda_handler(event, context):
    address = requests.get("https://checkip.amazonaws.com/", timeout=3).text
    return {"statusCode": 200, "body": json.dumps({"from": address.strip()})}
