import subprocess

from git import Repo


def handler(event, context):
    subprocess.run(["git", "clone", "--depth=1", event["url"], "/tmp/repo"], check=True)
    return Repo("/tmp/repo").head.commit.hexsha
