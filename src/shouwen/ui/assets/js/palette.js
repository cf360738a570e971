// The command palette: Ctrl+K, a few letters (pinyin initials will do), Enter. What was chosen lately comes first.
import htmx from "htmx.org"
import { isComposing, on } from "./page.js"
import { word } from "./words.js"

const WAIT_MS = 60
const RECENT = 6
const box = () => document.getElementById("palette")
const lines = () => document.getElementById("palette-lines")
const options = () => [...lines().querySelectorAll("[role='option']")]
const place = () => `recent:${document.body.dataset.me ?? ""}`
let timer
let asking
let answered // the words whose lines are shown
let isTaken = false // Enter was pressed on words that are still to be answered
let isAsking = false

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || !box()) return
  event.preventDefault()
  open()
})
on("click", "[data-show-palette]", open)

function open() {
  if (box().open) return box().close()
  const ask = box().querySelector("[data-palette-ask]")
  ask.value = ""
  answered = undefined
  isTaken = false
  lines().replaceChildren()
  box().showModal() // takes the focus to the field, which asks for it: once more would lay the page out twice
  find("")
}

on("input", "[data-palette-ask]", (event, ask) => {
  isTaken = false
  if (event.isComposing) return
  clearTimeout(timer)
  timer = setTimeout(() => find(ask.value), WAIT_MS)
})
on("compositionend", "[data-palette-ask]", (_, ask) => find(ask.value))

async function find(asked) {
  clearTimeout(timer)
  asking?.abort()
  const mine = (asking = new AbortController())
  isAsking = true
  const query = new URLSearchParams({ q: asked, ticket: ticketHere() })
  const found = await fetch(`/palette?${query}`, { signal: asking.signal, headers: { "HX-Request": "true" } })
    .then((answer) => (answer.ok ? answer.text() : null)).catch(() => null)
  if (mine !== asking) return
  isAsking = false
  if (found === null) {
    if (isTaken) document.dispatchEvent(new CustomEvent("toast", { detail: { text: word(navigator.onLine ? "no_answer" : "offline"), tone: "bad" } }))
    isTaken = false
    return
  }
  answered = asked
  lines().innerHTML = found
  if (!asked) lines().prepend(...recentLines())
  htmx.process(lines())
  options().forEach((option, n) => { option.id = `palette-${n}`; option.tabIndex = -1 })
  point(0)
  requestAnimationFrame(() => { lines().scrollTop = 0 })
  if (isTaken && box().open) options()[0]?.click()
}

/** The ticket on this page, or that of the current row. */
function ticketHere() {
  const onPage = location.pathname.match(/^\/t\/([^/]+)$/)?.[1]
  return onPage && onPage !== "new" ? decodeURIComponent(onPage) : document.querySelector("[data-row].is-current")?.dataset.row ?? ""
}

function point(at) {
  const all = options()
  all.forEach((option, n) => option.setAttribute("aria-selected", String(n === at)))
  const here = all[at]
  box().querySelector("[data-palette-ask]").setAttribute("aria-activedescendant", here?.id ?? "")
}

on("keydown", "#palette", (event) => {
  if (isComposing(event)) return
  const ask = box().querySelector("[data-palette-ask]")
  const all = options()
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true")
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step && all.length) {
    const to = (at + step + all.length) % all.length
    point(to)
    all[to].scrollIntoView({ block: "nearest" })
  }
  else if (event.key === "Enter" && ask.value !== answered) {
    isTaken = true // the lines are those of other words
    if (!isAsking) find(ask.value)
  }
  else if (event.key === "Enter" && all[at]) all[at].click()
  else return
  event.preventDefault()
})

// Before the line's own click is heard: the palette gives way to what was chosen.
document.addEventListener("click", (event) => {
  const line = event.target.closest?.("#palette-lines [role='option']")
  if (!line) return
  box().close()
  if (line.matches("a[href]:not([data-drawer])")) remember(line.getAttribute("href"), line.querySelector("span").textContent)
}, true)

const recent = () => JSON.parse(localStorage.getItem(place()) ?? "[]")

function remember(url, name) {
  if (url.startsWith("/search")) return
  localStorage.setItem(place(), JSON.stringify([{ url, name }, ...recent().filter((one) => one.url !== url)].slice(0, RECENT)))
}

// A ticket one has opened is what one comes back to.
if (/^\/t\/[^/]+$/.test(location.pathname) && location.pathname !== "/t/new") {
  remember(location.pathname, document.title.replace(/ · [^·]+$/, ""))
}

function recentLines() {
  const found = recent().filter((one) => one.url !== location.pathname)
  if (!found.length) return []
  const name = document.createElement("div")
  name.className = "menu-name"
  name.textContent = word("recent")
  const links = found.map((one) => {
    const link = document.createElement("a")
    link.className = "menu-item"
    link.setAttribute("role", "option")
    link.href = one.url
    const text = document.createElement("span")
    text.className = "cut"
    text.textContent = one.name
    link.append(text)
    return link
  })
  return [name, ...links]
}

// A shared computer keeps nobody's ways.
on("submit", "form[data-sign-out]", () => localStorage.removeItem(place()))
