import joblib

model = joblib.load("model.joblib")


def handler(event, context):
    return model.predict([[event["size"]]])[0]
