// Edges between columns: dragged, or moved by arrows; each person's list keeps where they were put.
import { csrfToken, holdLive, isComposing, on } from "./page.js"

const STEP = 16
const QUIET_MS = 300
const edges = (table) => [...table.querySelectorAll("[data-edge]")]
const cell = (edge) => edge.closest("th")
const within = (edge, width) => Math.round(Math.min(edge.ariaValueMax, Math.max(edge.ariaValueMin, width)))

/** The page's own rules of widths, which outlive the list that is swapped. */
function rules() {
  const sheet = document.getElementById("widths").sheet
  if (!sheet.cssRules.length) sheet.insertRule("@media (min-width: 768px) { .queue { min-width: 0 } }")
  return sheet.cssRules[0]
}

function ruleOf(edge) {
  const selector = `.queue .${[...cell(edge).classList].find((name) => name.startsWith("q-"))}`
  const media = rules()
  const at = [...media.cssRules].findIndex((rule) => rule.selectorText === selector)
  return { media, at, selector }
}

function show(edge, width) {
  const { media, at, selector } = ruleOf(edge)
  if (at >= 0) media.deleteRule(at)
  if (width) media.insertRule(`${selector} { width: ${width}px }`, media.cssRules.length)
  keepTitle(edge.closest("table"), media)
  told(edge)
}

const told = (edge) => edge.setAttribute("aria-valuenow", within(edge, cell(edge).offsetWidth))

/** Columns that grow make the list wider, they do not eat up the title. */
function keepTitle(table, media) {
  const own = [...media.cssRules].some((rule) => rule.selectorText === ".queue .q-title")
  const cells = [...table.tHead.rows[0].cells]
  const rest = cells.filter((one) => own || !one.classList.contains("q-title")).reduce((sum, one) => sum + one.offsetWidth, 0)
  media.cssRules[0].style.minWidth = `${rest + (own ? 0 : 260)}px`
}

const unsent = new Map() // column -> where to tell it, and its width
let timer

function keep(edge, width) {
  unsent.set(cell(edge).dataset.column, [edge.closest("table").dataset.widths, width])
  clearTimeout(timer)
  timer = setTimeout(send, QUIET_MS)
}

function send() {
  for (const [column, [address, width]] of unsent) {
    const body = new URLSearchParams({ column, width })
    fetch(address, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() }, keepalive: true }).catch(() => {})
  }
  unsent.clear()
}
window.addEventListener("pagehide", send)

on("pointerdown", "[data-edge]", (event, edge) => {
  event.preventDefault()
  edge.focus({ preventScroll: true })
  const [from, wide] = [event.clientX, cell(edge).offsetWidth]
  let width = 0
  edge.setPointerCapture(event.pointerId)
  const move = (moved) => show(edge, width = within(edge, wide + moved.clientX - from))
  const end = () => {
    edge.removeEventListener("pointermove", move)
    if (width) keep(edge, width)
  }
  edge.addEventListener("pointermove", move)
  edge.addEventListener("lostpointercapture", end, { once: true })
})

on("dblclick", "[data-edge]", (_, edge) => back(edge))

function back(edge) {
  show(edge, 0)
  keep(edge, "")
}

on("keydown", "[data-edge]", (event, edge) => {
  if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return
  const all = edges(edge.closest("table"))
  const aside = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key]
  const other = all[all.indexOf(edge) + ({ ArrowUp: -1, ArrowDown: 1 }[event.key] ?? NaN)]
  if (aside) {
    const width = within(edge, cell(edge).offsetWidth + aside)
    show(edge, width)
    keep(edge, width)
  } else if (event.key === "Home") back(edge)
  else if (other) {
    all.forEach((one) => { one.tabIndex = one === other ? 0 : -1 })
    other.focus()
  } else return
  event.preventDefault()
  event.stopPropagation()
})

on("focusin", "[data-edge]", (_, edge) => told(edge))

// A list that others change keeps still while an edge is in hand, and is read anew afterwards.
const letGo = holdLive((part) => part.querySelector("[data-edge]:focus"))
on("focusout", "[data-edge]", () => setTimeout(letGo))
