import click


def handler(event, context):
    return click.__version__
