"""What is too small for a thumb: a condition for the browser, asked of a page that is as high as its window."""

from typing import Any, Final

LEAST: Final = 43
"""Pixels: of 44, of which the first and the last may lie between two that can be asked."""
TARGETS: Final = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab], [role=option]"
TOO_SMALL: Final = """([targets, least]) => {
    const far = Math.ceil(least / 2) + 2
    const usable = part => !part.disabled && !part.closest('[aria-hidden=true], [inert]')
        && !part.matches('.skip') && part.checkVisibility({visibilityProperty: true})
    const blockOf = part => getComputedStyle(part).display === 'inline' ? blockOf(part.parentElement) : part
    const stands_in_a_sentence = part => getComputedStyle(part).display === 'inline'
        && [...blockOf(part).childNodes].some(one => one.nodeType === Node.TEXT_NODE && /[\\p{L}\\p{N}]/u.test(one.data))
    const leads_there_too = (part, hit) => part.href && hit.closest('a[href]')?.href === part.href
    const is_hit = (part, x, y) => {
        const hit = document.elementFromPoint(x, y)
        return !!hit && (part.contains(hit) || leads_there_too(part, hit)
            || [...part.labels || []].some(label => label.contains(hit)))
    }
    const boxOf = part => (part.matches('[type=radio], [type=checkbox]') && part.labels[0] || part).getClientRects()[0]
    const middle = part => { const box = boxOf(part); return [box.left + box.width / 2, box.top + box.height / 2] }
    const reach = (part, [x, y], dx, dy) => {
        let many = 0
        while (many < far * 2 && is_hit(part, x + dx * (many + 1), y + dy * (many + 1))) many += 1
        return many
    }
    const sizeOf = part => {
        const at = middle(part)
        if (!is_hit(part, ...at)) return [0, 0]
        return [1 + reach(part, at, -1, 0) + reach(part, at, 1, 0), 1 + reach(part, at, 0, -1) + reach(part, at, 0, 1)]
    }
    const found = []
    for (const part of document.querySelectorAll(targets)) {
        if (!usable(part) || stands_in_a_sentence(part) || !boxOf(part)?.width) continue
        let [wide, high] = sizeOf(part)
        if (wide < least || high < least) { // what scrolls sideways may end within it
            part.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'})
            ;[wide, high] = sizeOf(part)
        }
        if (wide < least || high < least) found.push([part, wide, high])
    }
    scrollTo({top: 0, behavior: 'instant'}) // as it was found
    return found.map(([part, wide, high]) =>
        `${wide}x${high} for a thumb: ${part.cloneNode(false).outerHTML.slice(0, 120)} ${part.textContent.trim().slice(0, 30)}`)
}"""
"""Each target that one presses is 44 px high and wide, or reaches as far: what is pressed there is the target itself,
its label, or another link to the same place. Only a link within a sentence is as high as its line (WCAG 2.5.8)."""


def too_small(tab: Any) -> list[str]:
    """The targets of the page in `tab` that a thumb would miss; its window should be as high as the page."""
    found: list[str] = tab.evaluate(TOO_SMALL, [TARGETS, LEAST])
    return found
