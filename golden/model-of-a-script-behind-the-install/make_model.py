"""Writes the weights of a model, 5 MB, the same on every machine."""

import numpy

weights = numpy.random.Generator(numpy.random.PCG64(12)).random(1_250_000, dtype="f4")
with open("model.bin", "wb") as file:
    file.write(weights.tobytes())
