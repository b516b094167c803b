from dateutil.relativedelta import relativedelta
from dateutil.parser import parse


def handler(event, context):
    later = parse(event["stamp"]) + relativedelta(months=+3, day=31)
    return {"later": later.isoformat()}
