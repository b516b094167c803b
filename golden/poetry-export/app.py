import holidays


def handler(event, context):
    return event["day"] in holidays.country_holidays("DE")
