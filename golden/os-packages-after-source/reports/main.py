import matplotlib


def handler(event, context):
    return matplotlib.__version__
