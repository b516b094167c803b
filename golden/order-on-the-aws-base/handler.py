from datetime import timedelta

from dateutil import parser


def main(event, context):
    day = parser.parse(event["day"])
    return {"next": (day + timedelta(days=1)).date().isoformat(), "weekday": day.weekday()}
