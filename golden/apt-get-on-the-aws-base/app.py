import dulwich


def handler(event, context):
    return dulwich.__version__
