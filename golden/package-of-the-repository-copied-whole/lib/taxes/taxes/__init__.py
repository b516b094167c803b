from decimal import Decimal

RATE = Decimal("0.19")


def gross(net):
    return (Decimal(net) * (1 + RATE)).quantize(Decimal("0.01"))
