import importlib
import os
import pkgutil

PLUGINS = [importlib.import_module(m.name) for m in pkgutil.iter_modules([os.path.dirname(__file__)])]


def handler(event, context):
    return 200
