import scipy


def handler(event, context):
    return scipy.__version__
