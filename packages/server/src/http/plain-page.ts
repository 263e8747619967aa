import type { FastifyReply } from 'fastify'
import { contentSecurityPolicy, styleHash } from './response-headers.ts'

/** A page without the web app: nothing of it is loaded, so that it comes whatever is broken. */
export interface PlainPage {
  readonly language: string
  /** HTML. */
  readonly title: string
  /** Elements for the head beside the usual ones. */
  readonly head?: string
  /** HTML. */
  readonly body: string
}

export interface PlainStyle {
  readonly css: string
  /** The content security policy that lets these styles count. */
  readonly policy: string
}

/** The styles of plain pages, said once for all answers with them. */
export function plainStyle(css: string): PlainStyle {
  return { css, policy: contentSecurityPolicy(styleHash(css)) }
}

/** For a few words in the middle of a window. */
export const MESSAGE = plainStyle(
  'body{font:18px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}h1{font-size:1.4rem}',
)

/** Sends the page with the status that the answer has. */
export function sendPlainPage(reply: FastifyReply, page: PlainPage, style = MESSAGE): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', style.policy)
    .send(plainPage(page, style))
}

function plainPage({ language, title, head = '', body }: PlainPage, { css }: PlainStyle): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
${head}<title>${title}</title><style>${css}</style></head>
<body>${body}</body></html>
`
}
