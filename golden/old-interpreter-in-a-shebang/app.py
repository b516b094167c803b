import subprocess


def handler(event, context):
    return subprocess.run(["./job"], check=True).returncode
