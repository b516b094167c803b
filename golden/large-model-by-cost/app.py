import json


def handler(event, context):
    with open("model/weights.json") as file:
        return json.load(file)
