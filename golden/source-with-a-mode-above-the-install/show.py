import csv
import io
import os

from tabulate import tabulate


def handler(event, context):
    rows = list(csv.reader(io.StringIO(event["text"])))
    return {"table": tabulate(rows[1:], rows[0], tablefmt=os.environ["TABLE_FORMAT"])}
