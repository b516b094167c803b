from io import BytesIO

from PIL import Image


def handler(event, context):
    image = Image.new("RGB", (event["width"], event["height"]))
    out = BytesIO()
    image.save(out, "PNG")
    return len(out.getvalue())
