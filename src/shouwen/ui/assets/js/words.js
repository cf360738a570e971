// The few words that scripts write themselves, translated by the server into <body data-words>.
let known

/** The word `name` with its {places} filled. */
export function word(name, places = {}) {
  known ??= JSON.parse(document.body.dataset.words || "{}")
  return (known[name] ?? name).replace(/\{(\w+)\}/g, (_, place) => places[place] ?? "")
}
