from croniter import croniter


def handler(event, context):
    return str(croniter(event["cron"]).get_next())
