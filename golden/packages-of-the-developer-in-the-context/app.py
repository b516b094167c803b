import six
from dateutil.parser import parse


def handler(event, context):
    return six.__version__, parse(event["day"]).isoformat()
