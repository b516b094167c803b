import acme_sensors


def handler(event, context):
    return acme_sensors.read()
