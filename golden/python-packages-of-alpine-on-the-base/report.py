import numpy


def handler(event, context):
    return float(numpy.mean(event["values"]))
