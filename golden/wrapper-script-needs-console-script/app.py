import requests

def handler(event, context):
    return 200
