// What is swapped in works at once. htmx else waits a moment for CSS transitions before it attends to new elements, and
// on a busy page that moment is long enough for a key or a click on a new row to be lost, or to leave the page.
import htmx from "htmx.org"

htmx.config.defaultSettleDelay = 0
