import hashlib
import io

from PIL import Image, ImageDraw


def handler(event, context):
    picture = Image.new("RGB", (event["width"], event["height"]), "navy")
    ImageDraw.Draw(picture).ellipse((10, 10, 50, 50), fill="orange")
    picture.thumbnail((48, 48))
    target = io.BytesIO()
    picture.save(target, event.get("format", "PNG"))
    return {"size": picture.size, "sha256": hashlib.sha256(target.getvalue()).hexdigest()}
