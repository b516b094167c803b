"""What an archive says of an image: its config, its layers, the step that made each."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field


class Platform(Struct, frozen=True):
    """`linux/arm64/v8`; parts that are not said are empty."""

    os: str
    architecture: str
    variant: str = ""

    def __str__(self) -> str:
        return "/".join(filter(None, (self.os or "?", self.architecture or "?", self.variant)))

    def fits(self, asked: str) -> bool:
        """Whether it is the platform `asked`: `linux/arm64` takes any variant."""
        return str(self) == asked or f"{self.os}/{self.architecture}" == asked


class Step(Struct, frozen=True):
    """An entry of the image's history: an instruction as the builder wrote it down."""

    created_by: str
    comment: str = ""
    created: str = ""
    empty: bool = False  # it made no layer


class ImageConfig(Struct, frozen=True):
    """The settings of an image; `None` where an image sets no command."""

    platform: Platform
    cmd: tuple[str, ...] | None = None
    entrypoint: tuple[str, ...] | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    workdir: str = ""
    user: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    exposed: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    history: tuple[Step, ...] = ()
    digest: str = ""  # of the config: Docker's image ID


class ImageLayer(Struct, frozen=True):
    """One layer as it is stored. `digest` is that of the stored bytes ("" in the old `docker save`
    form), `diff_id` that of the tar within; `stored` are bytes as they lie in the archive."""

    diff_id: str
    digest: str
    media_type: str
    stored: int
    member: str  # of the archive
    step: Step | None = None

    @property
    def id(self) -> str:
        """Twelve digits of the diff id, which a rebuild with other compression does not change."""
        return self.diff_id.partition(":")[2][:12]


class Image(Struct, frozen=True):
    """One image of an archive: for one platform, under none, one or several names."""

    config: ImageConfig
    layers: tuple[ImageLayer, ...]
    names: tuple[str, ...] = ()
    digest: str = ""  # of the manifest; "" in the old `docker save` form, as the next two
    media_type: str = ""
    manifest_bytes: int = 0
    config_type: str = ""
    annotations: Mapping[str, str] = field(default_factory=dict)


class Contents(Struct, frozen=True):
    """All that an archive holds."""

    images: tuple[Image, ...]
    docker: bool  # written by `docker save` or for `docker load`; else an OCI archive
    index: bool = False  # what a push would send is an image index
    attestations: int = 0  # provenance and SBOM, which are manifests of their own
    absent: tuple[Platform, ...] = ()  # named by an index, but not in the archive
    artifacts: tuple[str, ...] = ()  # types of manifests that are no images
