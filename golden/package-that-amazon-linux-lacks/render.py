import pdfkit


def handler(event, context):
    return len(pdfkit.from_string(event["html"]))
