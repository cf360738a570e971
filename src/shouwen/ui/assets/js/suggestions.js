// What the answer box offers while one writes: words behind a / (or the 、 a Chinese keyboard makes of it), colleagues
// and teams behind an @. Arrows choose, Enter or Tab takes, Esc closes; while an input method composes nothing happens.
import { openDrawer } from "./overlays.js"
import { ask, isComposing, on } from "./page.js"
import { word } from "./words.js"

const WAIT_MS = 120
const PHRASES = /(?:^|\s)([/、])([^\s/、]{0,20})$/
const MENTIONS = /(?:^|[^A-Za-z0-9._%+-])([@＠])([\p{L}\p{N}·]{0,20})$/u
const PLACE = /\{[a-z_]{2,30}\}/

let open // { text, list, from, words, offers, chosen, isTaken }
let waiting

on("input", "[data-answer] :is([name='body'], [name='conclusion'])", (event, text) => {
  clearTimeout(waiting)
  if (isComposing(event)) return close()
  const wanted = wish(text)
  if (!wanted) return close()
  if (open) open.isTaken = false
  waiting = setTimeout(() => offer(text, wanted), WAIT_MS)
})
on("compositionend", "[data-answer] :is([name='body'], [name='conclusion'])", (_, text) => setTimeout(() => text.dispatchEvent(new Event("input", { bubbles: true }))))

/** What stands before the caret, if it asks for something: where it begins, and the words to look for. */
function wish(text) {
  if (text.selectionStart !== text.selectionEnd) return null
  const before = text.value.slice(0, text.selectionStart)
  const phrase = PHRASES.exec(before)
  if (phrase) return { from: before.length - phrase[2].length - 1, words: phrase[2], address: `${location.pathname}/phrases`, isPhrase: true }
  const kind = text.form.querySelector("[name='kind']:checked")?.value
  const staysInside = text.name === "conclusion" || kind === "note" || (kind === "update" && !text.form.querySelector("[name='tell_customer']")?.checked)
  const mention = staysInside && MENTIONS.exec(before)
  return mention ? { from: before.length - mention[2].length - 1, words: mention[2], address: "/mentions" } : null
}

async function offer(text, wanted) {
  const answer = await ask(`${wanted.address}?${new URLSearchParams({ q: wanted.words })}`, { headers: { Accept: "application/json" } }).catch(() => null)
  if (!answer?.ok) return refuse()
  const now = wish(text)
  if (document.activeElement !== text || now?.from !== wanted.from || now.words !== wanted.words) return
  const { offers } = await answer.json()
  if (wanted.isPhrase && !wanted.words && text.value.slice(0, wanted.from).trim()) offers.push({ name: word("keep_phrase"), note: "", keeps: true })
  const isTaken = open?.isTaken
  if (offers.length) show(text, wanted, offers)
  else close()
  if (isTaken && open) take(0)
}

/** No answer came: what was chosen meanwhile could not be taken, and can be chosen again. */
function refuse() {
  if (!open?.isTaken) return
  open.isTaken = false
  document.dispatchEvent(new CustomEvent("toast", { detail: { text: word(navigator.onLine ? "no_answer" : "offline"), tone: "bad" } }))
}

function show(text, wanted, offers) {
  close()
  const list = document.createElement("ul")
  list.className = "offers"
  list.id = "offers"
  list.setAttribute("role", "listbox")
  list.setAttribute("aria-label", word("offers"))
  list.replaceChildren(...offers.map((one, index) => line(one, index)))
  text.closest("[data-answer]").append(list)
  list.style.top = `${text.offsetTop + text.offsetHeight}px`
  open = { text, list, from: wanted.from, words: wanted.words, offers, chosen: 0 }
  text.setAttribute("aria-controls", "offers")
  text.setAttribute("aria-autocomplete", "list")
  choose(0)
}

function line(one, index) {
  const item = document.createElement("li")
  item.id = `offer-${index}`
  item.setAttribute("role", "option")
  const name = document.createElement("span")
  name.className = "strong"
  name.textContent = one.name
  const note = document.createElement("span")
  note.className = "offer-note"
  note.textContent = one.note
  item.append(name, note)
  if (one.text && !one.text.startsWith("@")) {
    const text = document.createElement("span")
    text.className = "help cut"
    text.textContent = one.text
    item.append(text)
  }
  item.addEventListener("mousedown", (event) => {
    event.preventDefault()
    take(index)
  })
  return item
}

function choose(index) {
  open.chosen = (index + open.offers.length) % open.offers.length
  ;[...open.list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === open.chosen)))
  open.list.children[open.chosen].scrollIntoView({ block: "nearest" })
  open.text.setAttribute("aria-activedescendant", `offer-${open.chosen}`)
}

/** Takes the chosen offer; where more was written since it was made, the first for all that is written. */
function accept() {
  const wanted = wish(open.text)
  if (!wanted || wanted.words === open.words) return take(open.chosen)
  clearTimeout(waiting)
  open.isTaken = true
  return offer(open.text, wanted)
}

function take(index) {
  const { text, from, offers } = open
  const one = offers[index]
  close()
  const until = text.selectionStart
  if (one.keeps) {
    text.setRangeText("", from, until, "end")
    changed(text)
    return openDrawer(`/phrases/new?${new URLSearchParams({ body: text.value.trim().slice(0, 1500) })}`)
  }
  text.setRangeText(one.text, from, until, "end")
  changed(text)
  if (one.key) ask(`/phrases/${one.key}/used`, { method: "POST" }).catch(() => {})
  if (!one.text.startsWith("@")) toNextPlace(text, from)
}

const changed = (text) => text.dispatchEvent(new Event("input", { bubbles: true }))

/** Selects the next place that is still to be filled; whether there is one. */
function toNextPlace(text, from) {
  const found = PLACE.exec(text.value.slice(from))
  if (found) text.setSelectionRange(from + found.index, from + found.index + found[0].length)
  return Boolean(found)
}

function close() {
  if (!open) return
  open.text.removeAttribute("aria-controls")
  open.text.removeAttribute("aria-activedescendant")
  open.list.remove()
  open = undefined
}

document.addEventListener("keydown", (event) => {
  const text = event.target.closest?.("[data-answer] :is([name='body'], [name='conclusion'])")
  if (!text || isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return
  if (!open) {
    if (event.key === "Tab" && !event.shiftKey && toNextPlace(text, text.selectionEnd)) event.preventDefault()
    return
  }
  const act = {
    ArrowDown: () => choose(open.chosen + 1),
    ArrowUp: () => choose(open.chosen - 1),
    Enter: accept,
    Tab: accept,
    Escape: close,
  }[event.key]
  if (!act) return
  event.preventDefault()
  event.stopImmediatePropagation()
  act()
}, true)
on("focusout", "[data-answer] :is([name='body'], [name='conclusion'])", close)
