import os

import certifi


def handler(event, context):
    return certifi.__version__, os.path.exists("/var/task/app.py")
