import type { FastifyReply } from 'fastify'

/** Text that was made safe to stand in HTML. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | undefined | false | Html | readonly Html[]

/** A template whose values are escaped, unless they are HTML themselves. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  const text = strings.reduce((all, piece, index) => all + render(parts[index - 1]) + piece)
  return new Html(text)
}

function render(part: Part): string {
  if (part === undefined || part === false) return ''
  if (part instanceof Html) return part.text
  if (Array.isArray(part)) return part.map((entry: Html) => entry.text).join('')
  return escapeText(String(part))
}

function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

export interface Page {
  readonly title: string
  readonly body: Html
  /** Default 200. */
  readonly status?: number
  readonly script?: string
}

/** Sends a whole page. */
export type SendPage = (reply: FastifyReply, page: Page) => FastifyReply

/** Sends whole pages under the name of what is simulated, which leads home. */
export function pagesOf(service: { readonly name: string; readonly home: string }): SendPage {
  return (reply, page) => sendPage(service, reply, page)
}

function sendPage(service: { name: string; home: string }, reply: FastifyReply, page: Page): FastifyReply {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} – ${service.name} simulator</title>
<link rel="stylesheet" href="/_assets/style.css">
</head>
<body>
<header><a href="${service.home}"><b>${service.name}</b> simulator</a></header>
<main>
${page.body}
</main>
${new Html(page.script ? `<script>${page.script}</script>` : '')}
</body>
</html>`
  return reply
    .status(page.status ?? 200)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(document.text)
}

export const stylesheet = `
:root { color-scheme: light dark; --ink: #1b2528; --paper: #fff; --soft: #f1f4f4; --line: #c6d0d0; --accent: #00606b; --on-accent: #fff; --bad: #a4161a }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eeee; --paper: #14191a; --soft: #1f2728; --line: #46555a; --accent: #6fd0da; --on-accent: #04272b; --bad: #ff9c9c }
}
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.5 Inter, system-ui, sans-serif; color: var(--ink); background: var(--paper) }
header { border-bottom: 1px solid var(--line); padding: 12px 16px }
header a { color: inherit; text-decoration: none }
main { max-width: 720px; margin: 0 auto; padding: 24px 16px 64px }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 16px }
h2 { font-size: 1.15rem; margin: 32px 0 8px }
a { color: var(--accent) }
.banner { display: flex; flex-wrap: wrap; gap: 16px; align-items: center; justify-content: space-between; background: var(--soft); border: 1px solid var(--line); border-radius: 8px; padding: 16px; margin-bottom: 24px }
.banner p { margin: 0 }
label { display: block; font-weight: 600; margin-top: 16px }
input[type=text], input[type=email], input[type=password], input[type=url], textarea { width: 100%; font: inherit; padding: 8px 10px; margin-top: 4px; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px }
.check { display: flex; gap: 8px; align-items: flex-start; font-weight: 400; margin-top: 12px }
.check input { width: 20px; height: 20px; margin: 2px 0 0 }
button, .button { display: inline-block; font: inherit; font-weight: 600; padding: 8px 16px; min-height: 44px; border-radius: 6px; border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent); cursor: pointer; text-decoration: none }
button.plain, .button.plain { background: transparent; color: var(--accent) }
button:disabled { opacity: .55; cursor: not-allowed }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.actions { display: flex; flex-wrap: wrap; gap: 12px; margin-top: 24px }
.row { display: flex; gap: 12px; align-items: center; justify-content: space-between; border-bottom: 1px solid var(--line); padding: 8px 0; flex-wrap: wrap }
.row > * { min-width: 0; overflow-wrap: anywhere }
ul.plain { list-style: none; margin: 0; padding: 0 }
output { font-family: ui-monospace, monospace; overflow-wrap: anywhere }
.note { background: var(--soft); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px }
.error { border: 1px solid var(--bad); color: var(--bad); border-radius: 8px; padding: 12px 16px }
nav.steps ol { display: flex; flex-wrap: wrap; gap: 8px 24px; list-style-position: inside; padding: 0; margin: 0 0 16px }
nav.steps [aria-current] { font-weight: 700 }
.live { font-size: 1.1rem; font-weight: 600 }
`
