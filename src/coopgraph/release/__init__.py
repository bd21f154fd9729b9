"""A release: an immutable folder named by its content, whole or not at all.

build/releases/<id>/ holds manifest.json, store/, search/, dumps/, report/, and the tables, model,
shapes and queries it was made with, so that a service needs nothing else; build/current is a link
to the release that is served, switched in one step. The name is a hash of the sorted N-Quads, of
those files and of the code. graph/meta describes the release and so has no part in its name.
"""

from coopgraph.release.build import build
from coopgraph.release.folder import current, is_current, read_manifest

__all__ = ["build", "current", "is_current", "read_manifest"]
