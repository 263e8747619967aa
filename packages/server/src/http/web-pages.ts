import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { branded, escapeHtml, type SignInWay, toData } from './branded.ts'
import { createPreloads, type Reader } from './page-files.ts'
import { contentSecurityPolicy } from './response-headers.ts'

/** The web app's one HTML page, as the platform's of the request, with a status and a problem of our choice. */
export interface WebPages {
  /** @param problem the page shows this sentence: it stands in `<meta name="lectern-problem">` */
  send(reply: FastifyReply, problem?: { code: string; text: string }): Promise<FastifyReply>
}

const NOT_BUILT = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Lectern</title></head>
<body><p>The web pages are not built. Run "npm run build" and start again.</p></body></html>`
const YEAR_SECONDS = 31_536_000

/** What a page carries, so that it need not ask for it. */
export interface PageStart {
  /** Who is signed in, as `GET /api/v1/me` answers it; null = nobody, undefined = not known now. */
  readonly me: Reader | null | undefined
  /** Undefined = not known now. */
  readonly signInWays: readonly SignInWay[] | undefined
  /** To which browsers come back from a provider's consent; the server answers them. */
  readonly redirectPaths: readonly string[]
}

export type FindStart = (request: FastifyRequest) => Promise<PageStart>

/**
 * Serves the built web app: files with a hash in their name for ever, the page itself always fresh. It carries who is
 * signed in (`#lectern-me`, read by `web/src/app/me-start.ts`), and asks for the files of its page.
 */
export function registerWebPages(
  app: FastifyInstance,
  webDir: string,
  findStart: FindStart = async () => ({ me: undefined, signInWays: undefined, redirectPaths: [] }),
): WebPages {
  const index = join(webDir, 'index.html')
  const html = existsSync(index) ? readFileSync(index, 'utf8') : NOT_BUILT
  const preloads = createPreloads(webDir)
  const pages: WebPages = {
    async send(reply, problem) {
      const { request } = reply
      const { me, signInWays: ways, redirectPaths } = await findStart(request)
      const nonce = randomBytes(16).toString('base64url')
      const meta = problem
        ? `<meta name="lectern-problem" content="${escapeHtml(JSON.stringify(problem))}">`
        : ''
      const page = branded(html, request.ctx.platform, { nonce, ways, redirectPaths })
      // What is fetched to be kept for later does not say that nobody is there: somebody may be, then.
      const isSaid = me || (me === null && request.headers['sec-fetch-mode'] === 'navigate')
      const start = isSaid ? `<script type="application/json" id="lectern-me">${toData(me)}</script>` : ''
      const reader = me ?? undefined
      const head = meta + start + preloads(request.url, reader?.language ?? request.reader.language, reader)
      if (isSaid) reply.header('cache-control', 'no-store')
      else if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-cache')
      return (
        reply
          .type('text/html; charset=utf-8')
          .header('content-security-policy', contentSecurityPolicy(`'nonce-${nonce}'`))
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
      files.addHook('onSend', async ({ url }, reply) => {
        if (isHashed(url)) for (const header of OF_DOCUMENTS) reply.removeHeader(header)
      })
      await files.register(fastifyStatic, {
        root: webDir,
        index: false,
        wildcard: false,
        preCompressed: true,
        setHeaders(response, path) {
          response.header(
            'cache-control',
            isHashed(path) ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
          )
        },
      })
    })
  }
  return pages
}

const isHashed = (path: string) => path.includes('/assets/')

/** What says nothing of a script, a style or a font: half a kilobyte for each of the 20 files of a first page. */
const OF_DOCUMENTS = [
  'content-security-policy',
  'cross-origin-opener-policy',
  'origin-agent-cluster',
  'referrer-policy',
  'x-frame-options',
  'last-modified',
  'etag', // for ever: nobody asks again
]
