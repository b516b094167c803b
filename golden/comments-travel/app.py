from pathlib import Path

from fpdf import FPDF


def handler(event, context):
    text = Path(__file__).with_name("templates").joinpath("invoice.txt").read_text()
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica")
    pdf.write(text=text.format(number=event["number"]))
    return len(pdf.output())
