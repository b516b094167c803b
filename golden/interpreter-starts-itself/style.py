import subprocess
import sys
import tempfile


def handler(event, context):
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(event["code"])
        file.flush()
        said = subprocess.run(
            [sys.executable, "-m", "pycodestyle", "--format=%(code)s", file.name],
            capture_output=True,
            text=True,
        )
    return {"codes": sorted(said.stdout.split()), "error": said.stderr}
