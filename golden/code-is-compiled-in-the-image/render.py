from pathlib import Path

from markdown_it import MarkdownIt

COMPILED = Path(__file__).parent / "__pycache__"


def handler(event, context):
    return {
        "html": MarkdownIt().render(event["text"]),
        "compiled": any(path.name.startswith("render.") for path in COMPILED.glob("*.pyc")),
    }
