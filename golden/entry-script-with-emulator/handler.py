from jinja2 import Template


def main(event, context):
    return Template("Hello {{ name }}").render(name=event["name"])
