import type { Language } from '../../../domain/message.ts'

/** A mail before it is text and HTML. Everything in it is plain text. */
export interface Letter {
  readonly language: Language
  readonly platform: string
  readonly greeting: string
  readonly sections: readonly Section[]
  readonly button: { readonly label: string; readonly url: string } | undefined
  /** Paragraphs below the line. */
  readonly footer: readonly string[]
}

/** One piece of news. */
export interface Section {
  /** Left out when the subject says it. */
  readonly title: string | undefined
  readonly url: string | undefined
  readonly blocks: readonly Block[]
}

/** Paragraphs or a list of dates. */
export type Block = { readonly text: string } | { readonly dates: readonly string[] }

/** For programs and people who read no HTML. */
export function toText(letter: Letter): string {
  const sections = letter.sections.map(({ title, url, blocks }) =>
    [
      title,
      ...blocks.map((block) => ('text' in block ? block.text : block.dates.join('\n'))),
      letter.sections.length > 1 ? url : undefined,
    ]
      .filter(Boolean)
      .join('\n\n'),
  )
  const button = letter.button && `${letter.button.label}:\n${letter.button.url}`
  const footer = letter.footer.length > 0 ? `-- \n${letter.footer.join('\n')}` : ''
  return `${[letter.greeting, ...sections, button, footer].filter(Boolean).join('\n\n')}\n`
}

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

/**
 * One column with one button, readable without pictures and in dark mode. Nothing in it is fetched from anywhere, so
 * that nobody learns who reads it.
 */
export function toHtml(letter: Letter): string {
  const { language, platform, button } = letter
  const sections = letter.sections.map((section) => sectionHtml(section, letter.sections.length > 1)).join('')
  const footer = letter.footer.map((line) => `<p style="margin:0 0 8px">${linked(line)}</p>`).join('')
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(platform)}</title>
<style>
:root{color-scheme:light dark}
@media (prefers-color-scheme:dark){
.page{background:#141517!important}
.card{background:#1f2023!important;border-color:#3a3b40!important}
.text,.text p,.text li,.text h2,.text a{color:#e9e9eb!important}
.muted,.muted p,.muted a{color:#b3b4ba!important}
.text a.button{background:#38d9a9!important;color:#0b2b23!important}
}
</style>
</head>
<body class="page" style="margin:0;background:#f4f5f6">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f4f5f6"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px">
<tr><td class="muted" style="${FONT};font-size:14px;font-weight:600;color:#55585e;padding:0 4px 12px">${escapeHtml(platform)}</td></tr>
<tr><td class="card text" style="${FONT};font-size:16px;line-height:1.5;color:#1f2023;background:#ffffff;border:1px solid #dfe1e4;border-radius:8px;padding:24px;overflow-wrap:anywhere">
${letter.greeting ? `<p style="margin:0 0 16px">${escapeHtml(letter.greeting)}</p>` : ''}${sections}${
  button
    ? `<p style="margin:24px 0 0"><a class="button" href="${escapeHtml(button.url)}" style="display:inline-block;background:#0b6a72;color:#ffffff;text-decoration:none;font-weight:600;border-radius:6px;padding:12px 20px">${escapeHtml(button.label)}</a></p>`
    : ''
}
</td></tr>
<tr><td class="muted" style="${FONT};font-size:13px;line-height:1.5;color:#55585e;padding:16px 4px 0;overflow-wrap:anywhere">${footer}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`
}

function sectionHtml({ title, url, blocks }: Section, isOneOfSeveral: boolean): string {
  const named = title ? (url && isOneOfSeveral ? anchor(url, title) : escapeHtml(title)) : ''
  const heading = named
    ? `<h2 style="${FONT};font-size:18px;line-height:1.3;margin:24px 0 8px;color:#1f2023">${named}</h2>`
    : ''
  return heading + blocks.map(blockHtml).join('')
}

function blockHtml(block: Block): string {
  if ('dates' in block) {
    const items = block.dates.map((date) => `<li style="margin:0 0 6px">${escapeHtml(date)}</li>`).join('')
    return `<ul style="margin:0 0 16px;padding-left:20px">${items}</ul>`
  }
  return block.text
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean)
    .map((paragraph) => `<p style="margin:0 0 16px">${linked(paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('')
}

const anchor = (url: string, text: string) =>
  `<a href="${escapeHtml(url)}" style="color:inherit">${escapeHtml(text)}</a>`

/** Escapes a text; addresses of web pages in it become links. */
function linked(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"]+[^\s<>"'.,;:!?)])/g)
    .map((part, index) => (index % 2 === 1 ? anchor(part, part) : escapeHtml(part)))
    .join('')
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
