import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { branded, escapeHtml } from './branded.ts'

/** The web app's one HTML page, as the platform's of the request, with a status and a problem of our choice. */
export interface WebPages {
  /** @param problem the page shows this sentence: it stands in `<meta name="lectern-problem">` */
  send(reply: FastifyReply, problem?: { code: string; text: string }): FastifyReply
}

const NOT_BUILT = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Lectern</title></head>
<body><p>The web pages are not built. Run "npm run build" and start again.</p></body></html>`
const YEAR_SECONDS = 31_536_000

/** Serves the built web app: files with a hash in their name for ever, the page itself always fresh. */
export function registerWebPages(app: FastifyInstance, webDir: string): WebPages {
  const index = join(webDir, 'index.html')
  const html = existsSync(index) ? readFileSync(index, 'utf8') : NOT_BUILT
  const pages: WebPages = {
    send(reply, problem) {
      const meta = problem
        ? `<meta name="lectern-problem" content="${escapeHtml(JSON.stringify(problem))}">`
        : ''
      const page = branded(html, reply.request.ctx.platform)
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-cache')
      return (
        reply
          .type('text/html; charset=utf-8')
          // A function: what people wrote may hold `$&` and its like, which a text would expand.
          .send(meta ? page.replace('</head>', () => `${meta}</head>`) : page)
      )
    },
  }
  if (existsSync(webDir)) {
    app.register(async (files) => {
      files.addHook('onRoute', (route) => {
        route.config = { ...route.config, access: 'page' }
      })
      await files.register(fastifyStatic, {
        root: webDir,
        index: false,
        wildcard: false,
        preCompressed: true,
        setHeaders(response, path) {
          const isHashed = path.includes('/assets/')
          response.header(
            'cache-control',
            isHashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
          )
        },
      })
    })
  }
  return pages
}
