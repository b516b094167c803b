import orjson
import psycopg2


def handler(event, context):
    with psycopg2.connect(event["dsn"]) as connection:
        return orjson.dumps(connection.server_version).decode()
