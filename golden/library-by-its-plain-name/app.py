import ctypes

PQ = ctypes.CDLL("libpq.so")


def handler(event, context):
    return 200
