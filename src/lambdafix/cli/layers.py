"""`lambdafix layers IMAGE.tar [OTHER.tar]`: what an image is made of, layer by layer."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from lambdafix.cli.shared import Format, app, check_format


@app.command()
def layers(
    image: Annotated[
        str, typer.Argument(metavar="IMAGE.tar", help="What docker save wrote, or an OCI archive.")
    ],
    other: Annotated[
        str | None,
        typer.Argument(
            metavar="[OTHER.tar]", help="A second image: what changed.", show_default=False
        ),
    ] = None,
    platform: Annotated[
        str,
        typer.Option(metavar="OS/ARCH", help="Which image, where the archive holds several."),
    ] = "",
    output_format: Format = "text",
) -> None:
    """What an image is made of: ID, size, what it is, the Dockerfile step that made it.

    Names what Lambda does not take. With a second image: which layers are equal, gone and new, and
    the bytes that a push sends. Nothing is unpacked onto the disk. Exit code: 0, or 2 if an archive
    could not be read.
    """
    check_format(output_format)

    from contextlib import ExitStack

    from lambdafix.report import layers as report
    from lambdafix.report.layers_json import document
    from lambdafix.report.terminal import progress, write_bytes, write_layers
    from lambdafix.verify.archive import ImageArchive
    from lambdafix.verify.listing import changed, listing

    with ExitStack() as stack:
        archives = [stack.enter_context(ImageArchive(path)) for path in (image, other) if path]
        if platform or other:
            chosen = [[archive.image(platform)] for archive in archives]
        else:
            chosen = [[*archive.images] for archive in archives]
        count = sum(len(one.layers) for images in chosen for one in images)
        with progress(count, sys.stderr) as advance:
            listings = [
                listing(archive, one, advance)
                for archive, images in zip(archives, chosen, strict=True)
                for one in images
            ]
        change = changed(listings[0], listings[1], archives[1]) if other else None
    if output_format == "json":
        write_bytes(document(listings, change).encode(), sys.stdout)
    elif change:
        write_layers(report.compared(listings[0], listings[1], change), sys.stdout)
    else:
        write_layers("\n".join(map(report.text, listings)), sys.stdout)
