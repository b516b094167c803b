import regex

WORD = regex.compile(r"\p{Lu}\p{Ll}+")


def handler(event, context):
    return {"capitalised": WORD.findall(event["text"]), "version": regex.__version__}
