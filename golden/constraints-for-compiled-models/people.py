from datetime import date

import orjson
from pydantic import BaseModel, ValidationError


class Person(BaseModel):
    name: str
    born: date


def handler(event, context):
    try:
        person = Person.model_validate_json(orjson.dumps(event))
    except ValidationError as error:
        return {"faults": [fault["type"] for fault in error.errors()]}
    return {"year": person.born.year, "text": person.model_dump_json()}
