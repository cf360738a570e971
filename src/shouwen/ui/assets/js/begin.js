// What was pressed before the scripts stood (early.js kept it) is done now: in order, once, and only while whoever pressed
// it still waits for it.
import { press, type } from "./ahead.js"
import { isField } from "./page.js"

const WAITED_MS = 5000

setTimeout(() => { // after htmx has looked over the page
  const kept = window.takeEarly?.() ?? []
  // The first decides for all: the letters of a word must not become shortcuts because its beginning is too old.
  if (!kept.length || Date.now() - kept[0].at > WAITED_MS || isField(document.activeElement)) return
  let isLeft = false
  const watch = ({ target, defaultPrevented }) => { isLeft ||= !defaultPrevented && target.closest("a[href]") !== null }
  addEventListener("click", watch)
  for (const { button, ...key } of kept) {
    if (button) button.click()
    else if (key.key === "Enter") send(key)
    else type(key)
    if (isLeft || key.key === "Enter") break // what comes after is meant for another page
  }
  removeEventListener("click", watch)
})

/** Enter sends words. On a row it does nothing: nobody has seen yet which one that is. */
function send(enter) {
  const field = document.activeElement
  if (isField(field) && !press(enter) && field.form?.method === "get") field.form.requestSubmit()
}
