import type { FastifyInstance } from 'fastify'
import { listProblems } from '../messages/messages.ts'

/** The page to which the `type` of every problem leads: each code with its title and sentence. */
export function errorDocsRoutes(app: FastifyInstance): void {
  const entries = listProblems().map(
    ({ code, title, detail }) =>
      `<dt id="${code}"><code>${code}</code></dt><dd><b>${title}</b><br>${detail}</dd>`,
  )
  const page = `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Errors of the API</title>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem">
<h1>Errors of the API</h1><p>Every failure is a problem+json (RFC 9457) with one of these codes. Words in braces are filled in.</p>
<dl>${entries.join('\n')}</dl></body></html>`
  app.get('/api/docs/errors', { schema: { hide: true }, config: { access: 'anybody' } }, (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(page),
  )
}
