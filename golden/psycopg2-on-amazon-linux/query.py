import psycopg2
from psycopg2.extensions import QuotedString, make_dsn


def handler(event, context):
    quoted = QuotedString(event["name"]).getquoted().decode()
    return {
        "dsn": make_dsn(host=event["host"], user="reader"),
        "name": quoted.strip(),
        "libpq": psycopg2.__libpq_version__ > 100000,
    }
