from pathlib import Path

from jinja2 import Environment, FileSystemLoader

PAGES = Environment(loader=FileSystemLoader(Path(__file__).parents[1] / "templates"), autoescape=True)


def hello(name):
    return PAGES.get_template("hello.html").render(name=name)
