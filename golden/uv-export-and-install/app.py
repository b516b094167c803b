import inflect

ENGINE = inflect.engine()


def handler(event, context):
    return {"text": ENGINE.number_to_words(event["amount"])}
