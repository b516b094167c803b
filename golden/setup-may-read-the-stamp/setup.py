import os

from setuptools import setup

setup(name="app", version=f"1.0.{os.environ['BUILD_NUMBER']}", py_modules=["app"])
