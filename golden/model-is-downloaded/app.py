import fasttext

model = fasttext.load_model("/opt/models/lid.ftz")


def handler(event, context):
    return model.predict(event["text"])[0]
