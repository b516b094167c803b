import os


def handler(event, context):
    return os.environ.get("GIT_SHA")
