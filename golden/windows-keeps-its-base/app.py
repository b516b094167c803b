import jinja2


def handler(event, context):
    return jinja2.Template("{{ n }}").render(n=event["n"])
