import sys


def handler(event, context):
    return f"Python {sys.version}"
