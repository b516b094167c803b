import isodate


def handler(event, context):
    return str(isodate.parse_duration(event["period"]))
