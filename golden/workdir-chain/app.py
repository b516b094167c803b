from more_itertools import chunked

import package


def handler(event, context):
    return package.VERSION, list(chunked(event["items"], 3))
