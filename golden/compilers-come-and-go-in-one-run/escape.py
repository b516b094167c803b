import markupsafe
from markupsafe import _speedups


def handler(event, context):
    return {"text": markupsafe.escape(f"<{event['text']}>"), "fast": bool(_speedups.escape)}
