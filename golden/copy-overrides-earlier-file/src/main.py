import settings
from dateutil import parser


def handler(event, context):
    return settings.NAME, parser.parse(event["at"]).year
