"""The pipeline: which codemods there are, and in which order they run."""

from __future__ import annotations

from lambdafix.codemod import Codemod
from lambdafix.codemods.aws_base_image import CODEMOD as aws_base_image
from lambdafix.codemods.dependencies_first import CODEMOD as dependencies_first
from lambdafix.codemods.final_stage import CODEMOD as final_stage
from lambdafix.codemods.late_stamps import CODEMOD as late_stamps
from lambdafix.codemods.lean_context import CODEMOD as lean_context
from lambdafix.codemods.multi_stage import CODEMOD as multi_stage
from lambdafix.codemods.no_package_caches import CODEMOD as no_package_caches
from lambdafix.codemods.no_pip_cache import CODEMOD as no_pip_cache
from lambdafix.codemods.os_packages import CODEMOD as os_packages
from lambdafix.codemods.runtime_packages import CODEMOD as runtime_packages
from lambdafix.codemods.stable_order import CODEMOD as stable_order
from lambdafix.codemods.update_with_install import CODEMOD as update_with_install

PIPELINE: tuple[Codemod, ...] = (
    final_stage,  # first: a file that cannot be built has no base image to speak of
    aws_base_image,  # it decides the paths and the package manager that all others read
    os_packages,  # a package manager that the base has not: nothing later would build
    update_with_install,  # one RUN moves, and is cleaned up behind, as a whole
    lean_context,  # what the next step needs: nothing of the host comes on top of an install
    dependencies_first,  # parts source from manifests, so that the split can tell them apart
    multi_stage,  # the build stage takes what the steps above have brought to the front
    runtime_packages,  # of what a build stage installs, be it the author's or the one just made
    stable_order,  # orders what is left in every stage
    late_stamps,  # goes behind the last layer, whichever that has become
    no_pip_cache,  # last, words inside of lines: only where a layer has stayed in the final image
    no_package_caches,  # the same
)
