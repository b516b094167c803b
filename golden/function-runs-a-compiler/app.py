import subprocess

import regex


def handler(event, context):
    done = subprocess.run(["gcc", "-E", "-"], input=event["text"], capture_output=True, text=True)
    return regex.sub("#.*", "", done.stdout)
