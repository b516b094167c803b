import simplejson


def handler(event, context):
    return simplejson.dumps(event)
