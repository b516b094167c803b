import subprocess


def handler(event, context):
    return subprocess.run(["alembic", "-c", "migrations.ini", "upgrade", "head"], check=True).returncode
