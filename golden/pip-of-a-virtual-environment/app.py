import os


def handler(event, context):
    return "httpx" in os.listdir("/opt/venv/bin")
