import boto3
import ulid


def handler(event, context):
    return boto3.__version__, str(ulid.ULID())
