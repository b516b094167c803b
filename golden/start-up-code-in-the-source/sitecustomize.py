import os

os.environ.setdefault("PIP_INDEX_URL", "https://packages.example.com/simple")
