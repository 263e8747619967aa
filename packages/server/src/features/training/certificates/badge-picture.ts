import type { AccentShades } from '@lectern/brand'

const MOST_LETTERS = 26
const MOST_LINES = 3

/** A round picture with the course's name; the credential stands in it as Open Badges 3.0 bakes it into SVG. */
export function bakedSvg(
  { jwt, courseName, issuerName }: { jwt: string; courseName: string; issuerName: string },
  { accent, on, soft, ink }: AccentShades,
): string {
  const lines = wrapped(courseName)
  const top = 212 - (lines.length - 1) * 17
  const texts = lines.map(
    (line, at) =>
      `<text x="200" y="${top + at * 34}" font-size="26" font-weight="700" fill="${ink}">${escapeXml(line)}</text>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" viewBox="0 0 400 400" width="400" height="400" role="img" aria-label="${escapeXml(courseName)}">
<openbadges:credential verify="${escapeXml(jwt)}"></openbadges:credential>
<circle cx="200" cy="200" r="196" fill="${accent}"/><circle cx="200" cy="200" r="172" fill="${soft}"/>
<g font-family="sans-serif" text-anchor="middle">
${texts.join('\n')}
<text x="200" y="312" font-size="17" fill="${ink}">${escapeXml(shortened(issuerName))}</text></g>
<path d="M172 84l18 18 38-38" fill="none" stroke="${accent}" stroke-width="12" stroke-linecap="round" stroke-linejoin="round"/>
<circle cx="200" cy="200" r="184" fill="none" stroke="${on}" stroke-width="1.5" stroke-dasharray="2 6"/>
</svg>
`
}

function wrapped(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < MOST_LETTERS)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(shortened(word))
  }
  if (lines.length <= MOST_LINES) return lines
  return [...lines.slice(0, MOST_LINES - 1), shortened(`${lines[MOST_LINES - 1]}…`)]
}

function shortened(text: string): string {
  const letters = [...text]
  return letters.length <= MOST_LETTERS ? text : `${letters.slice(0, MOST_LETTERS - 1).join('')}…`
}

/** XML has no way to write most control characters. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`)
}
