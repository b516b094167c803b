import regex


def handler(event, context):
    return {"words": regex.findall(r"\p{L}+", event["text"])}
