import pytz
from dateutil import parser


def handler(event, context):
    stamp, _, zone = event["text"].rpartition(" ")
    local = pytz.timezone(zone).localize(parser.parse(stamp))
    return {"utc": local.astimezone(pytz.utc).isoformat()}
