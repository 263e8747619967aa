import type { FastifyReply } from 'fastify'
import { escapeHtml } from '../../../http/branded.ts'
import { styleHash } from '../../../http/response-headers.ts'
import { LTI_PATH } from './paths.ts'

const CSS = `:root{color-scheme:light dark}*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;padding:1rem;max-width:44rem;overflow-wrap:anywhere}
h1{font-size:1.35rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:1.75rem 0 .5rem}p{margin:.35rem 0}
ul{list-style:none;margin:0;padding:0}li{display:flex;flex-wrap:wrap;gap:.25rem 1rem;justify-content:space-between;align-items:center;padding:.5rem 0;border-top:1px solid #8886}
form{margin:.5rem 0;display:flex;flex-wrap:wrap;gap:.5rem;align-items:end}li form{margin:0}
label{display:grid;gap:.15rem;flex:1 1 14rem}input,select{font:inherit;padding:.5rem;min-height:2.75rem;border:1px solid #888;border-radius:.5rem;width:100%}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.1rem;border-radius:.5rem;border:1px solid #1c5fd4;background:#1c5fd4;color:#fff;cursor:pointer}
button.quiet{background:transparent;color:inherit;border-color:#888}:focus-visible{outline:3px solid #7aa7f5;outline-offset:2px}
.quiet{opacity:.85}.note{border-left:4px solid #1c5fd4;padding:.25rem .75rem;margin:.75rem 0}fieldset{border:0;margin:0;padding:0;flex:1 1 100%}legend{font-weight:600;padding:0}
.pick{display:flex;gap:.6rem;align-items:center;padding:.35rem 0}.pick input{width:auto;min-height:auto}[hidden]{display:none}`

const STYLE = styleHash(CSS)

/** Who may frame a page: `anybody` where there is nothing in it that a click could do. */
export type Frames = readonly string[] | 'anybody' | 'nobody'

export interface LtiPage {
  readonly language: string
  readonly title: string
  /** HTML, escaped by whoever wrote it. */
  readonly body: string
  readonly frames: Frames
  /** What the script does: names of attributes of the page, and their values. */
  readonly script?: Readonly<Record<string, string>>
  /** Where forms of it lead beside here. */
  readonly sendsTo?: string
  readonly head?: string
}

/**
 * The frame policy of this area, and of nothing else: pages are framed by who was registered, may be opened by a window
 * of theirs, and load nothing but their one script.
 */
export function setLtiHeaders(reply: FastifyReply, frames: Frames, sendsTo = ''): FastifyReply {
  const ancestors =
    frames === 'anybody' ? '*' : frames === 'nobody' || frames.length === 0 ? "'none'" : frames.join(' ')
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${STYLE}`,
    "base-uri 'none'",
    `form-action 'self'${sendsTo ? ` ${sendsTo}` : ''}`,
    `frame-ancestors ${ancestors}`,
  ].join(';')
  for (const name of ['x-frame-options', 'cross-origin-opener-policy']) reply.removeHeader(name)
  return reply.headers({
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  })
}

export function sendLtiPage(reply: FastifyReply, page: LtiPage): FastifyReply {
  const { language, title, body, frames, script = {}, sendsTo, head = '' } = page
  const data = Object.entries(script)
    .map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`)
    .join('')
  return setLtiHeaders(reply, frames, sendsTo)
    .type('text/html; charset=utf-8')
    .send(`<!doctype html><html lang="${language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">${head}
<title>${escapeHtml(title)}</title><style>${CSS}</style>
<script src="${LTI_PATH}/page.js" defer></script></head>
<body><main${data}>${body}</main></body></html>
`)
}

/** A form that asks this area. What it sends along is hidden. */
export function form(
  path: string,
  hidden: Readonly<Record<string, string | undefined>>,
  inside: string,
  { id = '', inNewWindow = false, action = `${LTI_PATH}/${path}` } = {},
): string {
  const fields = Object.entries(hidden)
    .flatMap(([name, value]) =>
      value === undefined
        ? []
        : [`<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`],
    )
    .join('')
  const where = inNewWindow ? ' target="_blank" rel="noopener"' : ''
  return `<form method="post" action="${escapeHtml(action)}"${id ? ` id="${id}"` : ''}${where}>${fields}${inside}</form>`
}

export function button(label: string, isQuiet = false): string {
  return `<button${isQuiet ? ' class="quiet"' : ''}>${escapeHtml(label)}</button>`
}

/** Leads on without the form’s own way: what a form leads to would have to stand in the policy of its page. */
export function leadOn(url: string): string {
  return `<meta http-equiv="refresh" content="0;url=${escapeHtml(url)}">`
}
