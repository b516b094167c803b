import psycopg2


def run(event, context):
    with psycopg2.connect("") as connection, connection.cursor() as cursor:
        cursor.execute("select 1")
        return cursor.fetchone()
