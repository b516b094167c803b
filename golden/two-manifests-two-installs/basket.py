import attrs
import cattrs


@attrs.define
class Basket:
    tokens: int
    owner: str = "nobody"


def main(event, context):
    basket = cattrs.structure(event, Basket)
    return cattrs.unstructure(attrs.evolve(basket, owner="ada"))
