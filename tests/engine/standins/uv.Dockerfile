FROM scratch
ADD uv.tar /
LABEL standin="ghcr.io/astral-sh/uv, from the wheel"
