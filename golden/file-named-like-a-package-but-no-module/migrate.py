from alembic import command
from alembic.config import Config


def handler(event, context):
    command.upgrade(Config("alembic.ini"), "head")
