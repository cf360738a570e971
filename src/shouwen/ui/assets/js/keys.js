// Shortcuts: single keys outside fields, chords everywhere, never while an input method composes.
import { isComposing, isField, isVisible } from "./page.js"
import { word } from "./words.js"

const SEQUENCE_MS = 2000 // between the presses, however late a busy page hears of them
const own = JSON.parse(document.body?.dataset.ownKeys || "{}") // what the person moved: usual place -> his own
const usual = Object.fromEntries(Object.entries(own).map(([place, mine]) => [mine, place]))
const meanings = new WeakMap() // a press -> what it means
let prefix = ""
let prefixAt = 0

/** What a key does that stands in its own place or in that of another; nothing for one that was moved away. */
const untranslated = (keys) => usual[keys] ?? (keys in own ? "" : keys)

/** The usual keys that a press stands for; a sequence once it is complete. */
export function meant(event) {
  if (!meanings.has(event)) meanings.set(event, untranslated(chordOf(event)))
  return meanings.get(event)
}

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || event.defaultPrevented) return
  const chord = chordOf(event)
  const isChord = event.ctrlKey || event.metaKey || event.altKey
  if (!isChord && chord !== "escape" && (isField(event.target) || switchedOff())) return
  if (chord === "ctrl+enter") return sendFrom(event)
  if (chord === "?") return showSheet(event)

  const sequence = prefix && event.timeStamp - prefixAt < SEQUENCE_MS ? `${prefix} ${chord}` : ""
  prefix = ""
  if (usual[sequence]) meanings.set(event, usual[sequence])
  const whole = sequence && keyed(untranslated(sequence))
  const single = meant(event)
  if (!whole && /^([a-z]|space)$/.test(single) && document.querySelector(`[data-row-${single}] .is-current`)) return // the row's own letter
  const target = whole || keyed(single.replace(/^alt\+shift\+(?=\d$)/, ""))
  if (target) {
    event.preventDefault()
    press(target)
  } else if (chord === "escape" && isField(event.target)) {
    if (!event.target.closest("dialog, [popover]")) event.target.blur() // the single keys are back
  } else if (!isChord && begins(chord)) {
    prefix = chord
    prefixAt = event.timeStamp
  }
})

/** Whether a sequence begins with these keys. */
const begins = (chord) => Object.keys(usual).some((keys) => keys.startsWith(`${chord} `)) || document.querySelector(`[data-key^="${CSS.escape(chord)} "]`)

export const switchedOff = () => document.documentElement.dataset.keys === "off"

export function chordOf(event) {
  const [, character] = (event.altKey && event.shiftKey && /^(?:Digit|Key)(\w)$/.exec(event.code)) || []
  if (character) return `alt+shift+${character.toLowerCase()}` // from inside a field
  const key = event.key === " " ? "space" : event.key.toLowerCase()
  const marks = [event.ctrlKey || event.metaKey ? "ctrl" : "", event.altKey ? "alt" : "", event.shiftKey && key.length > 1 ? "shift" : ""]
  const letter = event.shiftKey && /^[a-z]$/.test(key) ? `shift+${key}` : key
  return [...marks.filter(Boolean), letter].join("+")
}

/** The element that a chord presses: the last one on the page, for what stands nearer (a toast, a panel) goes first;
 * what waits in a closed menu comes after all that is shown. */
function keyed(chord) {
  if (!chord) return undefined
  const scope = topDialog() ?? document
  const usable = [...scope.querySelectorAll(`[data-key="${CSS.escape(chord)}"]`)].filter((element) => !element.disabled && element.ariaDisabled !== "true")
  return usable.filter(isVisible).pop() ?? usable.filter((element) => element.closest(".menu")).pop()
}

const topDialog = () => [...document.querySelectorAll("dialog:modal")].pop()

function press(element) {
  if (isField(element)) {
    element.focus()
    element.scrollIntoView({ block: "nearest" })
  } else element.click()
  document.getElementById(element.dataset.then)?.focus()
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

const placeOf = (keys) => own[keys] ?? keys
const shown = (key) => (key === "escape" ? "Esc" : key.length === 1 ? key.toUpperCase() : key[0].toUpperCase() + key.slice(1))

/** Hints on the page name the keys where this person has them. */
function showOwnKeys() {
  for (const [place, mine] of Object.entries(own)) {
    const words = mine.split(/[ +]/).map(shown).join(" ")
    document.querySelectorAll(`[data-key="${CSS.escape(place)}"]`).forEach((element) => {
      const hint = element.querySelector(".key") ?? element.parentElement.querySelector(":scope > .key")
      if (hint) hint.textContent = words
      else if (/ \([^()]+\)$/.test(element.title)) element.title = element.title.replace(/\([^()]+\)$/, `(${words})`)
    })
  }
}
if (Object.keys(own).length) {
  showOwnKeys()
  document.addEventListener("htmx:after:swap", showOwnKeys)
}

/** The field of a key takes what is pressed in it; a second letter after G goes with it. */
document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("[data-takes-key]")
  if (!field || isComposing(event) || event.ctrlKey || event.metaKey || /^(Tab|Enter|Escape|Backspace|Delete|Shift|Alt|Arrow\w+)$/.test(event.key)) return
  event.preventDefault()
  event.stopImmediatePropagation()
  const chord = chordOf(event)
  field.value = field.value === "g" && /^[a-z0-9]$/.test(chord) ? `g ${chord}` : chord
}, true)

/** The sheet lists what this very page offers, read from the page itself. */
function fillSheet(place) {
  const groups = { [word("keys_go")]: [], [word("keys_page")]: [], [word("keys_rows")]: [] }
  const [go, page, rows] = Object.values(groups)
  for (const element of document.querySelectorAll("[data-key]")) {
    if (element.closest("dialog")) continue
    const name = element.dataset.keyName || element.getAttribute("aria-label") || said(element.querySelector("span") ?? element)
    const line = [placeOf(element.dataset.key), name.trim()]
    const list = element.dataset.key.startsWith("g ") ? go : page
    if (!list.some(([key]) => key === line[0])) list.push(line)
  }
  page.push(["ctrl+k", word("keys_palette")], ["ctrl+enter", word("keys_send")], ["escape", word("keys_leave")], ["?", word("keys_sheet")])
  if (document.querySelector("[data-rows]")) {
    rows.push([placeOf("j"), word("keys_next")], [placeOf("k"), word("keys_previous")], ["enter", word("keys_open")], [placeOf("x"), word("keys_pick")], [placeOf("shift+j"), word("keys_extend")])
    const table = document.querySelector("[data-rows]")
    for (const { name, value } of table.attributes) {
      const letter = name.match(/^data-row-([a-z]+)-name$/)?.[1]
      if (letter && table.hasAttribute(`data-row-${letter}`)) rows.push([placeOf(letter), value])
    }
  }
  const figures = [...document.querySelectorAll(".tile[title]")].map((tile) => [tile.title, said(tile.querySelector(".tile-name"))])
  const told = Object.entries(groups).filter(([, lines]) => lines.length).map(([title, lines]) => section(title, lines, caps))
  if (figures.length) told.unshift(section(word("figures_here"), figures, (text) => [text]))
  place.replaceChildren(...told)
}

/** What an element says, without the hint of its key. */
function said(element) {
  const copy = element.cloneNode(true)
  copy.querySelectorAll(".key").forEach((hint) => hint.remove())
  return copy.textContent.trim()
}

function section(title, lines, written) {
  const box = document.createElement("section")
  const head = document.createElement("h3")
  head.textContent = title
  const list = document.createElement("dl")
  for (const [keys, name] of lines) {
    const term = document.createElement("dt")
    term.textContent = name
    const value = document.createElement("dd")
    value.append(...written(keys))
    list.append(term, value)
  }
  if (written !== caps) list.className = "facts"
  box.append(head, list)
  return box
}

const caps = (keys) => keys.split(/[ +]/).map((key) => {
  const cap = document.createElement("kbd")
  cap.className = "key"
  cap.textContent = shown(key)
  return cap
})
