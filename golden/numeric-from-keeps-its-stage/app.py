import subprocess


def handler(event, context):
    return subprocess.run(["/opt/bin/tool"], capture_output=True, text=True).stderr
