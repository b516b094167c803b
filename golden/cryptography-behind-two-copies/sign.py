from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SEED = Path(__file__).parent / "keys" / "seed.txt"


def handler(event, context):
    key = Ed25519PrivateKey.from_private_bytes(SEED.read_bytes()[:32])
    return {"signature": key.sign(event["text"].encode()).hex()}
