from datetime import datetime

from croniter import croniter


def handler(event, context):
    start = datetime(2026, 11, 25, 12, 1)
    return {"next": croniter(event["cron"], start).get_next(datetime).isoformat()}
