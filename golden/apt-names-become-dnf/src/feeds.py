import psycopg
from lxml import etree


def handler(event, context):
    root = etree.fromstring(event["feed"])
    with psycopg.connect("") as connection:
        connection.execute("insert into feeds values (%s)", [root.tag])
