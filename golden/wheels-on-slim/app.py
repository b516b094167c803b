import jinja2

HELLO = jinja2.Template("Hello, {{ name | upper if loud else name }}!")


def handler(event, context):
    text = HELLO.render(name=event["name"], loud=event.get("loud", False))
    return {"statusCode": 200, "body": text, "jinja": jinja2.__version__}
