import io
import json

import bottle

app = bottle.Bottle()


@app.get("/orders/<number:int>")
def order(number):
    return {"order": number}


def handler(event, context):
    said = {}

    def start(status, headers, *rest):
        said["statusCode"] = int(status.split()[0])

    environment = {
        "PATH_INFO": event["path"],
        "REQUEST_METHOD": event["httpMethod"],
        "wsgi.errors": io.StringIO(),
        "wsgi.input": io.BytesIO(),
    }
    body = b"".join(app(environment, start))
    if said["statusCode"] == 200:
        said["body"] = json.loads(body)
    return said
