/** A text cut where needed, between characters as people see them, so that the marker still fits behind it. */
export function withMarker(text: string, marker: string, max: number, separator = ' '): string {
  const suffix = text ? separator + markerText(marker) : markerText(marker)
  return cut(text, max - suffix.length) + suffix
}

/** A text that is no longer than a service takes, cut between characters as people see them. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  const graphemes = [...new Intl.Segmenter().segment(text)].map((part) => part.segment)
  let length = text.length
  while (length > max - 1) length -= graphemes.pop()?.length ?? length
  return `${graphemes.join('').trimEnd()}…`
}

/** Whether a text ends with a marker. */
export function hasMarker(text: string | undefined, marker: string): boolean {
  return text?.trimEnd().endsWith(markerText(marker)) ?? false
}

function markerText(marker: string): string {
  return `[${marker}]`
}

/** Services keep whole seconds. */
export function isSameSecond(a: Date | undefined, b: Date): boolean {
  return a !== undefined && Math.floor(a.getTime() / 1000) === Math.floor(b.getTime() / 1000)
}
