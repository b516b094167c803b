import io

from openpyxl import Workbook, load_workbook


def handler(event, context):
    book = Workbook()
    for row in range(event["rows"]):
        book.active.append([row, row * row])
    file = io.BytesIO()
    book.save(file)
    again = load_workbook(io.BytesIO(file.getvalue()))
    return {"cells": [[cell.value for cell in row] for row in again.active.iter_rows()]}
