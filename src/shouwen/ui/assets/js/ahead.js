// Keys pressed while what was asked for is on its way are meant for it: none of them acts on the page behind it.
import { isComposing, isField } from "./page.js"

const ALL = /^(.|Enter|Tab|Arrow\w+)$/
let awaiting // what was asked for: { held, asked: the key that did so, typed: the letters since, stood, isLeft }
let latest = ""

window.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isComposing(event) || isField(event.target)) return
  const { key, code, shiftKey } = event
  if (key === "Escape") awaiting = undefined // the keys are back, however long it takes
  if (!awaiting || awaiting.isLeft) latest = key
  else if (awaiting.held.test(key)) {
    event.preventDefault()
    event.stopImmediatePropagation()
    const isAskedAgain = !awaiting.typed.length && key === awaiting.asked
    if (key.length === 1 && !isAskedAgain) awaiting.typed.push({ key, code, shiftKey })
  }
}, true)

// Whoever goes on to write elsewhere has left what he asked for: his keys act again once he leaves that field.
window.addEventListener("focusin", ({ target }) => {
  if (awaiting && isField(target) && target !== awaiting.stood) awaiting.isLeft = true
})

/**
 * From now on keys are held back. `letGo` ends this: the element given to it gets the letters, if it has the focus;
 * `isAwaited` says whether whoever asked still waits: he has not pressed Escape, nor asked for another, nor begun to write.
 */
export function holdKeys(held = ALL) {
  if (awaiting && !awaiting.isLeft && held !== ALL) return { letGo() {}, isAwaited: () => false } // a panel is on its way: they are for that
  const mine = (awaiting = { held, asked: latest, typed: [], stood: document.activeElement, isLeft: false })
  return {
    letGo(there) {
      if (awaiting !== mine) return
      awaiting = undefined
      for (const letter of mine.typed) if (there?.contains(document.activeElement)) type(letter)
    },
    isAwaited: () => awaiting === mine && !mine.isLeft,
  }
}

/** As if the key were pressed now; whether somebody has heard it. */
export function press(key) {
  return !document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { ...key, bubbles: true, cancelable: true }))
}

/** As if the letter were pressed now: it acts, or stands in the field that has the focus. */
export function type(letter) {
  const isHeard = press(letter)
  const field = document.activeElement // a list of names gives its letters to the field that narrows it
  if (isHeard || !isField(field) || (field.selectionStart ?? null) === null) return
  field.setRangeText(letter.key, field.selectionStart, field.selectionEnd, "end")
  field.dispatchEvent(new Event("input", { bubbles: true }))
}
