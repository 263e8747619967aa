import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { Language } from '@lectern/texts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { branded, escapeHtml, toData } from './branded.ts'
import { createPreloads } from './page-files.ts'

/** The web app's one HTML page, as the platform's of the request, with a status and a problem of our choice. */
export interface WebPages {
  /** @param problem the page shows this sentence: it stands in `<meta name="lectern-problem">` */
  send(reply: FastifyReply, problem?: { code: string; text: string }): Promise<FastifyReply>
}

const NOT_BUILT = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Lectern</title></head>
<body><p>The web pages are not built. Run "npm run build" and start again.</p></body></html>`
const YEAR_SECONDS = 31_536_000

/** Who is signed in, as `GET /api/v1/me` answers it; undefined = nobody. */
export type FindMe = (request: FastifyRequest) => Promise<{ readonly language: Language } | undefined>

/**
 * Serves the built web app: files with a hash in their name for ever, the page itself always fresh. It carries who is
 * signed in (`#lectern-me`, read by `web/src/app/me-start.ts`), and asks for the files of its page.
 */
export function registerWebPages(
  app: FastifyInstance,
  webDir: string,
  findMe: FindMe = async () => undefined,
): WebPages {
  const index = join(webDir, 'index.html')
  const html = existsSync(index) ? readFileSync(index, 'utf8') : NOT_BUILT
  const preloads = createPreloads(webDir)
  const pages: WebPages = {
    async send(reply, problem) {
      const { request } = reply
      const me = await findMe(request)
      const meta = problem
        ? `<meta name="lectern-problem" content="${escapeHtml(JSON.stringify(problem))}">`
        : ''
      const page = branded(html, request.ctx.platform)
      const path = me ? (request.url.split('?')[0] ?? '/') : '/sign-in'
      const start = me ? `<script type="application/json" id="lectern-me">${toData(me)}</script>` : ''
      const head = meta + start + preloads(path, me?.language ?? request.reader.language)
      if (me) reply.header('cache-control', 'no-store')
      else if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-cache')
      return (
        reply
          .type('text/html; charset=utf-8')
          // A function: what people wrote may hold `$&` and its like, which a text would expand.
          .send(page.replace('</head>', () => `${head}</head>`))
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
