import httpx


def handler(event, context):
    return httpx.__version__
