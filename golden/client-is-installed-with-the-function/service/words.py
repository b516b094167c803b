def said(name, loud):
    return f"hello {name}".upper() if loud else f"hello {name}"
