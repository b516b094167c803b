import subprocess


def handler(event, context):
    return subprocess.run(event["command"], check=True).returncode
