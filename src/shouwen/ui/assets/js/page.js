// Small questions that several modules ask of the page.

/**
 * Asks the desk for something beside the page. Whoever is signed out meanwhile gets no answer, and not the page to sign in
 * at in place of one.
 */
export const ask = (address, options = {}) => fetch(address, {
  redirect: "manual", ...options, headers: { "X-CSRFToken": csrfToken(), ...options.headers },
})

/** A random key for one act; also where the page is not served over TLS. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID()
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("")
}

export const csrfToken = () => document.querySelector('meta[name="csrf-token"]')?.content ?? ""

/** Whether an input method is composing: its Enter and Space are not ours (229 is what older engines report). */
export const isComposing = (event) => event.isComposing || event.keyCode === 229

export const isVisible = (element) => element.getClientRects().length > 0

/**
 * Whether letters go into it. One that is no longer shown takes none, though the browser leaves it only with its next
 * frame, which comes late on a busy machine: what is pressed after a panel has closed is a key again at once.
 */
export const isField = (element) => takesLetters(element) && isVisible(element)
const takesLetters = (element) =>
  element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName)
  || (element.tagName === "INPUT" && !/^(checkbox|radio|button|submit|file)$/.test(element.type))

/** Runs `act` on document events of `type` whose target lies in an element matching `selector`. */
export function on(type, selector, act, options) {
  document.addEventListener(type, (event) => {
    const element = event.target.closest?.(selector)
    if (element) act(event, element)
  }, options)
}

/**
 * A live part for which `isHeld` says so is not loaded anew: neither asked for, nor, if that was done before, swapped.
 * What is sent from it always goes, whatever it holds.
 * Returns what is to be called when it may be let go: whatever was kept still and is no longer held asks anew.
 */
export function holdLive(isHeld) {
  const still = new Set()
  for (const moment of ["htmx:before:request", "htmx:before:swap"]) {
    document.addEventListener(moment, (event) => {
      const { sourceElement: part, request } = event.detail.ctx
      if (!part?.dataset?.live || !/^get$/i.test(request.method) || !isHeld(part)) return
      event.preventDefault()
      still.add(part)
    })
  }
  return () => [...still].filter((part) => !isHeld(part)).forEach((part) => {
    still.delete(part)
    part.dispatchEvent(new CustomEvent("live", { detail: {} }))
  })
}
