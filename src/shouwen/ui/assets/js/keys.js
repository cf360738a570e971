// Shortcuts: single keys outside fields, chords everywhere, never while an input method composes.
import { isComposing, isField, isVisible } from "./page.js"
import { word } from "./words.js"

const SEQUENCE_MS = 1200
let prefix = ""
let prefixAt = 0

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || event.defaultPrevented) return
  const chord = chordOf(event)
  const isChord = event.ctrlKey || event.metaKey || event.altKey
  if (!isChord && chord !== "escape" && (isField(event.target) || switchedOff())) return
  if (chord === "ctrl+enter") return sendFrom(event)
  if (chord === "?") return showSheet(event)
  if (/^([a-z]|space)$/.test(chord) && document.querySelector(`[data-row-${chord}] .is-current`)) return // the row's own letter

  const sequence = prefix && Date.now() - prefixAt < SEQUENCE_MS ? `${prefix} ${chord}` : ""
  const target = (sequence && keyed(sequence)) || keyed(chord.replace(/^alt\+shift\+(?=\d$)/, ""))
  prefix = ""
  if (target) {
    event.preventDefault()
    press(target)
  } else if (!isChord && document.querySelector(`[data-key^="${CSS.escape(chord)} "]`)) {
    prefix = chord
    prefixAt = Date.now()
  }
})

export const switchedOff = () => document.documentElement.dataset.keys === "off"

export function chordOf(event) {
  const digit = event.altKey && event.shiftKey && /^Digit(\d)$/.exec(event.code)
  if (digit) return `alt+shift+${digit[1]}` // from inside a field
  const key = event.key === " " ? "space" : event.key.toLowerCase()
  const marks = [event.ctrlKey || event.metaKey ? "ctrl" : "", event.altKey ? "alt" : "", event.shiftKey && key.length > 1 ? "shift" : ""]
  const letter = event.shiftKey && /^[a-z]$/.test(key) ? `shift+${key}` : key
  return [...marks.filter(Boolean), letter].join("+")
}

/** The element that a chord presses: the last one on the page, for what stands nearer (a toast, a panel) goes first. */
function keyed(chord) {
  const scope = topDialog() ?? document
  const usable = (element) => !element.disabled && element.ariaDisabled !== "true" && (isVisible(element) || element.closest(".menu"))
  return [...scope.querySelectorAll(`[data-key="${CSS.escape(chord)}"]`)].filter(usable).pop()
}

const topDialog = () => [...document.querySelectorAll("dialog:modal")].pop()

function press(element) {
  if (isField(element)) {
    element.focus()
    element.scrollIntoView({ block: "nearest" })
  } else element.click()
}

function sendFrom(event) {
  const form = event.target.closest?.("form[method='post' i], dialog form")
  if (!form) return
  event.preventDefault()
  form.requestSubmit(form.querySelector("[data-send-button]") ?? undefined)
}

function showSheet(event) {
  const sheet = document.getElementById("keys-sheet")
  if (!sheet || sheet.open) return
  event.preventDefault()
  fillSheet(sheet.querySelector("[data-sheet]"))
  sheet.showModal()
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-show-keys]")) showSheet(event)
})

/** The sheet lists what this very page offers, read from the page itself. */
function fillSheet(place) {
  const groups = { [word("keys_go")]: [], [word("keys_page")]: [], [word("keys_rows")]: [] }
  const [go, page, rows] = Object.values(groups)
  for (const element of document.querySelectorAll("[data-key]")) {
    if (element.closest("dialog")) continue
    const name = element.dataset.keyName || element.getAttribute("aria-label") || element.querySelector("span")?.textContent || element.textContent
    const line = [element.dataset.key, name.trim()]
    const list = element.dataset.key.startsWith("g ") ? go : page
    if (!list.some(([key]) => key === line[0])) list.push(line)
  }
  page.push(["ctrl+k", word("keys_palette")], ["ctrl+enter", word("keys_send")], ["?", word("keys_sheet")])
  if (document.querySelector("[data-rows]")) {
    rows.push(["j", word("keys_next")], ["k", word("keys_previous")], ["enter", word("keys_open")], ["x", word("keys_pick")], ["shift+j", word("keys_extend")])
    const table = document.querySelector("[data-rows]")
    for (const { name, value } of table.attributes) {
      const letter = name.match(/^data-row-([a-z]+)-name$/)?.[1]
      if (letter && table.hasAttribute(`data-row-${letter}`)) rows.push([letter, value])
    }
  }
  place.replaceChildren(...Object.entries(groups).filter(([, lines]) => lines.length).map(([title, lines]) => section(title, lines)))
}

function section(title, lines) {
  const box = document.createElement("section")
  const head = document.createElement("h3")
  head.textContent = title
  const list = document.createElement("dl")
  for (const [keys, name] of lines) {
    const term = document.createElement("dt")
    term.textContent = name
    const value = document.createElement("dd")
    value.append(...keys.split(/[ +]/).map((key) => {
      const cap = document.createElement("kbd")
      cap.className = "key"
      cap.textContent = key === "escape" ? "Esc" : key.length === 1 ? key.toUpperCase() : key[0].toUpperCase() + key.slice(1)
      return cap
    }))
    list.append(term, value)
  }
  box.append(head, list)
  return box
}
