from psycopg2.extensions import QuotedString


def handler(event, context):
    return {"name": QuotedString(event["name"]).getquoted().decode().strip()}
