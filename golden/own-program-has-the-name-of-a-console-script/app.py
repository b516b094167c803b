import subprocess


def handler(event, context):
    return subprocess.run(["flask"], capture_output=True, text=True).stdout
