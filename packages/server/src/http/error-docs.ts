import type { FastifyInstance } from 'fastify'
import { listProblems } from '../messages/messages.ts'
import solutions from './error-solutions.json' with { type: 'json' }
import { plainStyle, sendPlainPage } from './plain-page.ts'

/** A code, what it means, and how to solve it. */
export interface ErrorEntry {
  readonly code: string
  readonly title: string
  /** With its words in braces. */
  readonly detail: string
  /** More than the sentence says: where to look, what to send, who can help. */
  readonly solution: string
}

/** Every code with which something can fail, by name. Titles of mails are none. */
export function listErrors(): ErrorEntry[] {
  const known = new Map<string, string>(Object.entries(solutions))
  return listProblems()
    .flatMap(({ code, title, detail }) => {
      const solution = known.get(code)
      return solution ? [{ code, title, detail, solution }] : []
    })
    .sort((a, b) => (a.code < b.code ? -1 : 1))
}

/** docs/errors.md. */
export function errorsPage(): string {
  const entries = listErrors().map(
    ({ code, title, detail, solution }) =>
      `### ${code}\n\n**${title}.** ${detail.replaceAll('\n', ' ')}\n\n*Solve:* ${solution}\n`,
  )
  return `# Errors

Made by \`npm run generate\` from the texts and \`packages/server/src/http/error-solutions.json\`: change those.

Every failure is a problem+json (RFC 9457) with one of these codes; they never change. Sentences come in the reader’s
language, words in braces are filled in. The same page is at \`/api/docs/errors\` of every platform, and the \`type\` of a
problem leads there. Some codes also stand as reasons beside rooms, accounts, rows of tables and checks.

${entries.join('\n')}`
}

const STYLE = plainStyle(
  'body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}',
)

/** The page to which the `type` of every problem leads; made when somebody first asks for it. */
export function errorDocsRoutes(app: FastifyInstance): void {
  let page: ReturnType<typeof docsPage> | undefined
  app.get(
    '/api/docs/errors',
    { schema: { hide: true }, config: { access: 'anybody' } },
    (_request, reply) => {
      page ??= docsPage()
      return sendPlainPage(reply, page, STYLE)
    },
  )
}

function docsPage() {
  const entries = listErrors().map(
    ({ code, title, detail, solution }) =>
      `<dt id="${code}"><code>${code}</code></dt><dd><b>${title}</b><br>${detail}<br><i>Solve:</i> ${toHtml(solution)}</dd>`,
  )
  return {
    language: 'en',
    title: 'Errors of the API',
    body: `<h1>Errors of the API</h1><p>Every failure is a problem+json (RFC 9457) with one of these codes. Words in braces are filled in.</p>
<dl>${entries.join('\n')}</dl>`,
  } as const
}

/** The little Markdown that solutions have: code and names of pages. */
function toHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*([^*]+)\*/g, '<em>$1</em>')
}
