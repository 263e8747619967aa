import { hueShades } from '@lectern/brand'
import type { Language } from '../../../domain/message.ts'
import { LOGO_CID, type MailBrand } from './mail-brand.ts'

/** A mail before it is text and HTML. Everything in it is plain text. */
export interface Letter {
  readonly language: Language
  readonly platform: string
  readonly brand: MailBrand
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
  /** Color of its course, 0 to 11; left out = it is of none. */
  readonly hue?: number | undefined
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
  const { language, platform, brand, button } = letter
  const { light, dark } = brand.accents
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
.text a.button{background:${dark.accent}!important;color:${dark.on}!important}
.logo{background:#ffffff!important;border-radius:6px!important;padding:6px!important}
}
</style>
</head>
<body class="page" style="margin:0;background:#f4f5f6">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f4f5f6"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px">
<tr><td class="muted" style="${FONT};font-size:14px;font-weight:600;color:#55585e;padding:0 4px 12px">${headerHtml(letter)}</td></tr>
<tr><td class="card text" style="${FONT};font-size:16px;line-height:1.5;color:#1f2023;background:#ffffff;border:1px solid #dfe1e4;border-top:4px solid ${light.accent};border-radius:8px;padding:24px;overflow-wrap:anywhere">
${letter.greeting ? `<p style="margin:0 0 16px">${escapeHtml(letter.greeting)}</p>` : ''}${sections}${
  button
    ? `<p style="margin:24px 0 0"><a class="button" href="${escapeHtml(button.url)}" style="display:inline-block;background:${light.accent};color:${light.on};text-decoration:none;font-weight:600;border-radius:6px;padding:12px 20px">${escapeHtml(button.label)}</a></p>`
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

/** Logo and name, as the platform wishes. A logo that is not shown says the name. */
function headerHtml({ platform, brand: { logo, showsName } }: Letter): string {
  const name = escapeHtml(platform)
  const image =
    logo &&
    `<img class="logo" src="cid:${LOGO_CID}" width="${logo.width}" height="${logo.height}" alt="${showsName ? '' : name}" style="display:inline-block;vertical-align:middle;border:0">`
  return [image, showsName && (image ? `<span style="padding-left:10px">${name}</span>` : name)]
    .filter(Boolean)
    .join('')
}

/** With the color of its course at its beginning. */
function sectionHtml(section: Section, isOneOfSeveral: boolean): string {
  const html = plainSectionHtml(section, isOneOfSeveral)
  if (section.hue === undefined) return html
  const { hue } = hueShades(section.hue, 'light')
  return `<div class="course" style="border-left:4px solid ${hue};padding-left:14px">${html}</div>`
}

function plainSectionHtml({ title, url, blocks }: Section, isOneOfSeveral: boolean): string {
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
