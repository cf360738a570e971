// Runs inside the page, before all else: what is pressed until the scripts stand is kept for them (begin.js). Whoever goes
// on to something else takes it back: Escape, a press of the mouse, a key in a field; Backspace takes back the last.
import { isComposing, isField } from "./page.js"

const SERVED = "button[type='button']:not([popovertarget]), [data-confirm]" // elements that do nothing without scripts, or too much
let kept = []

function keep(event, press) {
  event.preventDefault()
  event.stopImmediatePropagation()
  if (!event.repeat) kept.push({ at: Date.now(), ...press })
}

function onKey(event) {
  const { key, code, shiftKey, ctrlKey, metaKey, altKey, target } = event
  if (isComposing(event)) return
  if (key === "Escape" || isField(target)) kept = []
  else if (key === "Backspace") kept.pop()
  else if (altKey) return
  else if (ctrlKey || metaKey ? /^k$/i.test(key) && !shiftKey : kept.length ? isWritten(key, target) : /^\S$/.test(key) && document.documentElement.dataset.keys !== "off") {
    keep(event, { key, code, shiftKey, ctrlKey, metaKey })
  }
}

/** Whether a key goes on with what was kept; what one stands on keeps its Enter and its space. */
const isWritten = (key, target) => /^\S$/.test(key) || (/^( |Enter)$/.test(key) && target === document.body)

function onClick(event) {
  const button = event.target.closest(SERVED)
  if (button) keep(event, { button })
}

const forget = () => { kept = [] }
const heard = { keydown: onKey, click: onClick, pointerdown: forget }
for (const type in heard) addEventListener(type, heard[type], true)

/** All that was kept, once; from now on nothing is. */
window.takeEarly = () => {
  for (const type in heard) removeEventListener(type, heard[type], true)
  return kept
}
