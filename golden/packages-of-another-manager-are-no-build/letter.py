import jinja2


def handler(event, context):
    return jinja2.Template("Dear {{ name }}").render(event)
