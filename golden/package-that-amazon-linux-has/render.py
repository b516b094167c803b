import jinja2


def handler(event, context):
    return jinja2.Template(event["page"]).render(event)
