"""The config of an image -> `ImageConfig`, and the diff ids of its layers."""

from __future__ import annotations

from lambdafix.errors import UnreadableImage
from lambdafix.verify.archive.documents import Fields
from lambdafix.verify.archive.model import ImageConfig, Platform, Step


def platform_of(fields: Fields) -> Platform:
    """What a config or a descriptor says of the platform."""
    return Platform(fields.text("os"), fields.text("architecture"), fields.text("variant"))


def config_of(document: Fields, digest: str) -> ImageConfig:
    """The settings of an image. A variable that is named twice has its last value."""
    settings = document.fields("config")
    env = (pair.partition("=") for pair in settings.texts("Env"))
    return ImageConfig(
        platform=platform_of(document),
        cmd=settings.texts("Cmd") if settings.has("Cmd") else None,
        entrypoint=settings.texts("Entrypoint") if settings.has("Entrypoint") else None,
        env={name: value for name, _, value in env},
        workdir=settings.text("WorkingDir"),
        user=settings.text("User"),
        labels=settings.mapping("Labels"),
        exposed=settings.keys("ExposedPorts"),
        volumes=settings.keys("Volumes"),
        history=tuple(_step(entry) for entry in document.all_fields("history")),
        digest=digest,
    )


def diff_ids_of(document: Fields) -> tuple[str, ...]:
    """The digests of the layers as tars, lowest first."""
    ids = document.fields("rootfs").texts("diff_ids")
    for diff_id in ids:
        checked(diff_id, document.name)
    return ids


def steps_of(config: ImageConfig, layers: int) -> tuple[Step | None, ...]:
    """The step that made each layer; nothing where the history does not tell as many."""
    making = [step for step in config.history if not step.empty]
    return tuple(making) if len(making) == layers else (None,) * layers


def checked(digest: str, name: str) -> str:
    """A sha256 digest as it has to look; others are in no image that Lambda takes."""
    kind, _, digits = digest.partition(":")
    if kind != "sha256" or len(digits) != 64 or set(digits) - set("0123456789abcdef"):
        raise UnreadableImage(f"{name}: {digest[:80]!r} is no sha256 digest")
    return digest


def _step(entry: Fields) -> Step:
    return Step(
        created_by=entry.text("created_by"),
        comment=entry.text("comment"),
        created=entry.text("created"),
        empty=entry.yes("empty_layer"),
    )
