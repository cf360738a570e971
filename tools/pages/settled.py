"""When a page has come to rest: a condition for the browser."""

from typing import Final

SETTLED: Final = """() => {
    const place = address => new URL(address, document.baseURI).pathname
    const got = performance.getEntriesByType('resource').map(one => place(one.name))
    const late = [...document.querySelectorAll("[hx-trigger^='load']")].filter(
        part => !got.includes(place(part.getAttribute('hx-get'))))
    return !late.length && !document.querySelector('.htmx-request') && document.fonts.status === 'loaded'
}"""
"""All that the page fetches by itself on arriving is there, and nothing is under way."""
