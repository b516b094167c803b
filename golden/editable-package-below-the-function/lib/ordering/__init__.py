def backwards(words):
    return list(reversed(words))
