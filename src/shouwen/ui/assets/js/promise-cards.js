// The card beside a promise: hover, focus or a tap on its chip shows it; it stays while it is pointed at; Esc closes it.
import htmx from "htmx.org"
import { placeBeside } from "./overlays.js"
import { isComposing, on } from "./page.js"

const OPENS_AFTER_MS = 350
const CLOSES_AFTER_MS = 250
const HELD_MS = 500

let card
let chip // whose card is open, or asked for
let awaited // the chip whose card is to open
let timer
let told = 0 // number of the newest question: an older answer is not shown
let dismissed // the chip on which Esc was pressed: it stays shut until it is left

const isOpen = () => card?.classList.contains("is-open")

function opensSoon(next, ms) {
  clearTimeout(timer)
  awaited = next
  timer = setTimeout(() => show(next), ms)
}

/** What was left, chip or card, closes in a moment; a chip that was to open stays shut. */
function closesSoon(left) {
  if (left === dismissed) dismissed = undefined
  if (!isOpen()) return left === awaited && hide()
  clearTimeout(timer)
  timer = setTimeout(hide, CLOSES_AFTER_MS)
}

async function show(next) {
  clearTimeout(timer)
  if (!next.isConnected || next === dismissed || (isOpen() && chip === next)) return
  if (document.querySelector(".menu:popover-open")) return
  hide()
  chip = awaited = next
  const question = ++told
  card ??= make()
  ;(next.closest("dialog[open], main") ?? document.body).append(card) // what a dialog covers can't be pointed at
  card.setAttribute("aria-label", next.textContent.trim())
  card.replaceChildren()
  await htmx.ajax("GET", next.dataset.card, { source: card, target: card, swap: "innerHTML" })
  if (question !== told || !next.isConnected || !card.firstElementChild) return
  if (isCovered(next)) return hide()
  card.classList.add("is-open")
  card.showPopover?.()
  placeBeside(card, next)
  next.setAttribute("aria-expanded", "true")
  next.setAttribute("aria-describedby", card.id)
}

/** Whether a drawer or dialog has come over it, which the card would stand before. */
const isCovered = (element) => [...document.querySelectorAll("dialog:modal")].some((dialog) => !dialog.contains(element))

function hide() {
  clearTimeout(timer)
  awaited = undefined
  told += 1
  if (!chip) return
  chip.removeAttribute("aria-describedby")
  chip.setAttribute("aria-expanded", "false")
  chip = undefined
  if (!isOpen()) return
  card.classList.remove("is-open")
  if (card.matches(":popover-open")) card.hidePopover()
  card.removeAttribute("style") // a swap would copy it as text, which the page's policy forbids
}

function make() {
  const box = document.createElement("div")
  box.id = "promise-card"
  box.className = "beside"
  box.popover = "manual"
  box.setAttribute("hx-sync", "replace") // what is asked for by itself waits for nothing else, nor holds it up
  box.setAttribute("role", "group")
  return box
}

// Pointing at the chip opens the card; leaving both closes it, with time to cross the gap between them.
on("pointerover", "[data-card]", (event, over) => {
  if (event.pointerType !== "touch" && over !== dismissed) opensSoon(over, OPENS_AFTER_MS)
})
on("pointerover", "#promise-card", () => isOpen() && clearTimeout(timer))
on("pointerout", "[data-card], #promise-card", (event, left) => {
  if (event.pointerType === "touch" || left.contains(event.relatedTarget)) return
  if (!card?.contains(document.activeElement) && document.activeElement !== awaited) closesSoon(left)
})

// The keyboard: focus opens, Tab goes on into the card and behind its last link back to where it came from.
on("focusin", "[data-card]", (_, focused) => {
  if (focused.matches(":focus-visible")) opensSoon(focused, OPENS_AFTER_MS)
})
on("focusout", "[data-card], #promise-card", (event, left) => {
  const next = event.relatedTarget
  if (!next || !(card?.contains(next) || next === chip)) closesSoon(left)
})
document.addEventListener("stands", ({ target, detail: { before } }) => { // its list was loaded anew
  if (dismissed === before) dismissed = target
  if (chip !== before || !isOpen()) return
  chip = awaited = target
  chip.setAttribute("aria-expanded", "true")
  chip.setAttribute("aria-describedby", card.id)
})
document.addEventListener("keydown", (event) => {
  if (isComposing(event)) return
  if (event.key === "Escape" && chip && !isCovered(chip)) {
    event.preventDefault() // the drawer below stays
    event.stopPropagation()
    if (card.contains(document.activeElement)) chip.focus()
    dismissed = chip.matches(":hover, :focus") ? chip : undefined
    return hide()
  }
  if (event.key !== "Tab" || !isOpen()) return
  const inside = card.querySelector("a, button")
  if (document.activeElement === chip && inside && !event.shiftKey) {
    event.preventDefault()
    inside.focus()
  } else if (document.activeElement === inside) {
    chip.focus({ preventScroll: true })
    if (event.shiftKey) event.preventDefault()
  }
}, true)

// A tap, or a finger held on it, opens the card and follows no link; the next tap elsewhere closes it.
let touched
on("pointerdown", "[data-card]", (event, pressed) => {
  if (event.pointerType !== "touch") return
  touched = pressed
  dismissed = undefined
  opensSoon(pressed, HELD_MS)
})
on("contextmenu", "[data-card]", (event, pressed) => {
  if (touched === pressed) event.preventDefault()
})
document.addEventListener("click", (event) => {
  const pressed = event.target.closest?.("[data-card]")
  if (pressed && (touched === pressed || !pressed.hasAttribute("href"))) {
    event.preventDefault()
    event.stopPropagation()
    touched = undefined
    dismissed = undefined
    if (!isOpen() || chip !== pressed) show(pressed)
    return
  }
  touched = undefined
  if (isOpen() && !card.contains(event.target)) hide()
}, true)

// A list that moves away takes the card with it; so does what the card's own link opens.
addEventListener("scroll", (event) => isOpen() && !card.contains(event.target) && hide(), { capture: true, passive: true })
on("click", "#promise-card a", () => setTimeout(hide))
