// Builds everything a browser loads into ../static/built: style sheets, scripts, the icon sprite, the logo.
//   npm run build          once, minified
//   npm run watch          again on every change, readable
//   npm run weigh          once, then print what a first visit costs (gzip)
import { build, context } from "esbuild"
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
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
  entryPoints: ["css/staff.css", "css/portal.css", "js/staff.js", "js/portal.js", "js/live-worker.js", "js/offline-worker.js"]
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

rmSync(built, { recursive: true, force: true })
mkdirSync(built, { recursive: true })
writeFileSync(join(built, "icons.svg"), sprite())
writeFileSync(join(built, "logo.svg"), logoSvg())
for (const size of [180, 192, 512]) writeFileSync(join(built, `icon-${size}.png`), logoPng(size, { full: size === 180 }))
writeFileSync(join(built, "icon-maskable.png"), logoPng(512, { full: true }))
if (watching) await (await context(options)).watch()
else await build(options)
if (process.argv.includes("--weigh")) weigh()
