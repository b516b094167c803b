import subprocess

from flask import Flask

app = Flask(__name__)


@app.get("/orders/<int:number>")
def order(number):
    return {"order": number}


def handler(event, context):
    said = subprocess.run(
        ["flask", "--app", "routes", "routes"], capture_output=True, text=True, check=True
    )
    return {"routes": sorted(line.split()[-1] for line in said.stdout.splitlines() if "/" in line)}
