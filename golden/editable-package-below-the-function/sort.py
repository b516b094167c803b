from natsort import natsorted
from ordering import backwards


def handler(event, context):
    return {"words": backwards(natsorted(event["words"]))}
