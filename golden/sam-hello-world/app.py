import json

import requests


def lambda_handler(event, context):
    """Sample pure Lambda function."""
    asked = requests.Request("GET", "https://example.com/a b", params={"q": "ü"}).prepare()
    message = json.loads(event["body"])["message"]
    return {
        "statusCode": 200,
        "body": json.dumps({"message": message, "url": asked.url}),
    }
