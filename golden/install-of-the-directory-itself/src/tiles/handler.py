import mercantile


def handler(event, context):
    return mercantile.tile(event["lon"], event["lat"], 8)
