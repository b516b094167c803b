from cffi import FFI


def handler(event, context):
    return FFI().dlopen("libacme-sensors.so.2") is not None
