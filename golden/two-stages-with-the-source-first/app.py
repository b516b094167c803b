from text_unidecode import unidecode


def handler(event, context):
    return {"slug": unidecode(event["city"]).lower()}
