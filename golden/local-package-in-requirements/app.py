import money


def handler(event, context):
    return money.format(event["cents"])
