import msgpack


def handler(event, context):
    return msgpack.packb(event).hex()
