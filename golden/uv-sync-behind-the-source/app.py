import inflect

ENGINE = inflect.engine()


def handler(event, context):
    return {"text": f"{ENGINE.number_to_words(event['amount'])} {ENGINE.plural('box', event['amount'])}"}
