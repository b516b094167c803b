import telegram

def handler(event, context):
    return 200
