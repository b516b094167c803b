import msgspec


class Greeting(msgspec.Struct):
    name: str
    loud: bool = False


def handler(event, context):
    greeting = msgspec.convert(event, Greeting)
    return msgspec.to_builtins(greeting)
