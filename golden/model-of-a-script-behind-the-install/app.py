from pathlib import Path

import numpy

WEIGHTS = numpy.memmap(Path(__file__).parent / "model.bin", dtype="<f4", mode="r")


def handler(event, context):
    at = event["index"]
    return {"weights": len(WEIGHTS), "here": round(float(WEIGHTS[at]), 6)}
