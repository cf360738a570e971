// Builds everything a browser loads into ../static/built: style sheets, scripts, the icon sprite, the logo.
//   npm run build          once, minified
//   npm run watch          again on every change, readable
//   npm run weigh          once, then print what a first visit costs (gzip)
import { build, context } from "esbuild"
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { logoPng, logoSvg } from "./logo.mjs"

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, "../../../..")
const built = join(here, "../static/built")
const watching = process.argv.includes("--watch")

/** The dark palette is written once and applies twice: by the system's wish and by the person's switch. */
const darkPalette = {
  name: "dark-palette",
  setup(bundle) {
    bundle.onLoad({ filter: /dark\.css$/ }, ({ path }) => {
      const palette = readFileSync(path, "utf8")
      const asked = palette.replaceAll("@dark", ':root[data-theme="dark"]')
      const wished = palette.replaceAll("@dark", ':root:not([data-theme="light"])')
      return { contents: `@media screen and (prefers-color-scheme: dark) {${wished}}\n@media screen {${asked}}`, loader: "css" }
    })
  },
}

const options = {
  entryPoints: ["css/staff.css", "css/portal.css", "js/early.js", "js/staff.js", "js/board.js", "js/rules.js", "js/portal.js", "js/live-worker.js", "js/offline-worker.js"]
    .map((entry) => ({ in: join(here, entry), out: entry.replace(/^(css|js)\/|\.(css|js)$/g, "") })),
  outdir: built,
  bundle: true,
  minify: !watching,
  format: "iife",
  target: ["chrome100", "safari15", "firefox110"],
  legalComments: "none",
  logLevel: "warning",
  plugins: [darkPalette],
}

function sprite() {
  const icons = JSON.parse(readFileSync(join(here, "icons.json"), "utf8"))
  const symbols = Object.entries(icons).map(([name, source]) => symbol(name, join(root, "node_modules/@tabler/icons/icons/outline", `${source}.svg`)))
  for (const file of readdirSync(join(here, "icons")).sort()) symbols.push(symbol(file.replace(".svg", ""), join(here, "icons", file)))
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`
}

function symbol(name, path) {
  const [, box, body] = readFileSync(path, "utf8").match(/<svg[^>]*viewBox="([^"]+)"[^>]*>([\s\S]*)<\/svg>/)
  return `<symbol id="${name}" viewBox="${box}">${body.replace(/\s*\n\s*/g, "")}</symbol>`
}

function weigh() {
  const gz = (file) => gzipSync(readFileSync(join(built, file)), { level: 9 }).length
  for (const file of readdirSync(built).sort()) {
    console.log(`${file.padEnd(24)} ${String(statSync(join(built, file)).size).padStart(8)} ${String(gz(file)).padStart(8)} gz`)
  }
}

/** Puts `content` in place of the old file at once: a page that is open meanwhile never finds a hole. */
function put(file, content) {
  writeFileSync(join(built, `${file}.new`), content)
  renameSync(join(built, `${file}.new`), join(built, file))
}

mkdirSync(built, { recursive: true })
const began = Date.now()
put("icons.svg", sprite())
put("logo.svg", logoSvg())
for (const size of [180, 192, 512]) put(`icon-${size}.png`, logoPng(size, { full: size === 180 }))
put("icon-maskable.png", logoPng(512, { full: true }))
if (watching) await (await context(options)).watch()
else {
  const { outputFiles } = await build({ ...options, write: false })
  for (const { path, contents } of outputFiles) put(basename(path), contents)
  for (const file of readdirSync(built)) if (statSync(join(built, file)).mtimeMs < began - 1000) rmSync(join(built, file))
}
if (process.argv.includes("--weigh")) weigh()
