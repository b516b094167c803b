import email

from slugify import slugify


def handler(event, context):
    message = email.message_from_string(event["mail"])
    return slugify(message["Subject"])
