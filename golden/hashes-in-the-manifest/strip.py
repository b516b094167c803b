from toolz import pipe


def handler(event, context):
    return {"number": pipe(event["numbers"], str.strip, int)}
