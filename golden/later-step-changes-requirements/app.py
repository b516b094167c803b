import sklearn


def handler(event, context):
    return sklearn.__version__
