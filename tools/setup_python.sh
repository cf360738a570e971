#!/bin/sh
# Makes .venv fit for one lock file: tools/setup_python.sh requirements/runtime.txt
# A stamp inside .venv makes the next call instant; changing the lock or pyproject.toml makes it work again.
set -eu
lock=$1
python=${PYTHON:-python3}
stamp=.venv/.done-$(basename "$lock" .txt)
mark=$(cat "$lock" pyproject.toml | sha256sum | cut -d' ' -f1)
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$mark" ] && exit 0

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    { echo "Shouwen needs Python 3.11 or newer; this is $("$python" --version)." >&2; exit 1; }
"$python" -c 'import ensurepip' 2>/dev/null ||
    { echo "Python's venv is missing. Run once: apt-get install -y python3-venv" >&2; exit 1; }
[ -x .venv/bin/python ] || "$python" -m venv .venv
echo "Installing $lock …"
.venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --no-deps --require-hashes -r "$lock"
.venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --no-deps --no-build-isolation --editable .
.venv/bin/python -m compileall -q src
echo "$mark" > "$stamp"
