from pathlib import Path

from packaging.requirements import Requirement


def handler(event, context):
    lines = Path(__file__).with_name("requirements.txt").read_text().splitlines()
    return [Requirement(line).name for line in lines]
