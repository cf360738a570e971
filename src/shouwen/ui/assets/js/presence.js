// Who else has this ticket open, and who writes: said every few seconds, and at once when it changes.
import { ask, csrfToken, newKey, on } from "./page.js"

const BEAT_MS = 8000
const PAUSE_MS = 5000 // so long after the last key one still writes
let page = newKey() // one person may have the ticket open twice
let beating
let pausing
let isWriting = false

const place = () => document.querySelector("[data-presence]")

const post = (address, values) => ask(address, { method: "POST", keepalive: true, body: new URLSearchParams({ ...values, page }) })

async function beat() {
  const here = place()
  clearTimeout(beating)
  if (!here || document.hidden) return
  beating = setTimeout(beat, BEAT_MS)
  try {
    const answer = await post(here.dataset.presence, { writing: isWriting ? "1" : "0" })
    if (!answer.ok) return
    const others = (await answer.text()).trim()
    if (here.innerHTML.trim() !== others) here.innerHTML = others
  } catch { /* the line is down; the next beat tries again */ }
}

function write(writing) {
  clearTimeout(pausing)
  if (writing) pausing = setTimeout(() => write(false), PAUSE_MS)
  if (writing === isWriting) return
  isWriting = writing
  beat()
}

if (place()) {
  place().addEventListener("live", beat)
  on("input", "[data-answer]", () => write(true))
  on("submit", "[data-answer]", () => write(false))
  document.addEventListener("visibilitychange", beat)
  window.addEventListener("pagehide", () => navigator.sendBeacon(
    place().dataset.presence.replace(/presence$/, "leaving"), new URLSearchParams({ page, csrfmiddlewaretoken: csrfToken() }),
  ))
  window.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return
    page = newKey() // what was left stays left
    beat()
  })
  beat()
}
