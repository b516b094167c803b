import ssl

import certifi

BUNDLE = "/etc/ssl/certs/ca-bundle.crt"


def handler(event, context):
    found = ssl.create_default_context(cafile=BUNDLE).cert_store_stats()
    return certifi.__version__, found["x509_ca"] > 0
