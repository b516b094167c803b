# A copy that was patched by hand.
def encode(text):
    return text.encode()
