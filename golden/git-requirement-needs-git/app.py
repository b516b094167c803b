import tablib


def handler(event, context):
    return tablib.Dataset(*event["rows"]).export("csv")
