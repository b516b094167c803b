import os


def handler(event, context):
    return os.environ["PYTHON_VERSION"]
