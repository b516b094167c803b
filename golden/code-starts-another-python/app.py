import subprocess
import sys


def handler(event, context):
    return subprocess.run([sys.executable, "-m", "requests.help"], check=True).returncode
