from babel.numbers import format_currency
from taxes import gross


def handler(event, context):
    return {"price": format_currency(gross(event["net"]), "EUR", locale="en_US")}
