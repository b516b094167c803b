import urllib3


def handler(event, context):
    return urllib3.__version__
