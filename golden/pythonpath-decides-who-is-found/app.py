import common
import requests


def handler(event, context):
    return common.NAME, requests.__version__
