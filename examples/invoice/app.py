"""Writes an invoice as a web page and hands it to the shop's own address, if it has one."""

import os
from pathlib import Path

import jinja2
import requests

TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True
)


def handler(event, context):
    lines = event["lines"]
    page = TEMPLATES.get_template("invoice.html").render(
        number=event["number"],
        lines=lines,
        total=sum(line["price"] * line["quantity"] for line in lines),
        currency=os.environ["CURRENCY"],
    )
    if "deliver_to" in event:
        requests.post(event["deliver_to"], data=page.encode(), timeout=10).raise_for_status()
    return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": page}
