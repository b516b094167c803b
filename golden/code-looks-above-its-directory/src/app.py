import os

PATH = os.path.join(os.path.dirname(__file__), "..", "config", "c.json")
def handler(event, context):
    return 200
