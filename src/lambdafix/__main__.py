"""The console script and `python -m lambdafix`."""

from __future__ import annotations

from lambdafix.cli import main

if __name__ == "__main__":
    main()
