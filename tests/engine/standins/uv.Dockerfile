FROM scratch
COPY uv uvx /
LABEL standin="ghcr.io/astral-sh/uv, from the wheel"
