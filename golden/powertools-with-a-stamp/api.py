import os

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

app = APIGatewayHttpResolver()


@app.get("/release")
def release():
    return {"release": os.environ["GIT_SHA"]}


def handler(event, context):
    return app.resolve(event, context)
