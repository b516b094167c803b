import subprocess


def handler(event, context):
    return subprocess.run("exec uvicorn --version", shell=True, check=True).returncode
