import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Platform } from '../ctx.ts'
import { branded, escapeHtml, type SignInWay, toData } from './branded.ts'
import { createPreloads, type Reader } from './page-files.ts'
import { contentSecurityPolicy } from './response-headers.ts'
import { registerStaticFiles } from './static-files.ts'

/** The web app's one HTML page, as the platform's of the request, with a status and a problem of our choice. */
export interface WebPages {
  /** @param problem the page shows this sentence: it stands in `<meta name="lectern-problem">` */
  send(reply: FastifyReply, problem?: { code: string; text: string }): Promise<FastifyReply>
}

const NOT_BUILT = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Lectern</title></head>
<body><p>The web pages are not built. Run "npm run build" and start again.</p></body></html>`

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
  const templateOf = createTemplates(html)
  const pages: WebPages = {
    async send(reply, problem) {
      const { request } = reply
      const { me, signInWays: ways, redirectPaths } = await findStart(request)
      const nonce = randomBytes(16).toString('base64url')
      const meta = problem
        ? `<meta name="lectern-problem" content="${escapeHtml(JSON.stringify(problem))}">`
        : ''
      const [before, after] = templateOf(request.ctx.platform, { ways, redirectPaths })
      // What is fetched to be kept for later does not say that nobody is there: somebody may be, then.
      const isSaid = me || (me === null && request.headers['sec-fetch-mode'] === 'navigate')
      const start = isSaid ? `<script type="application/json" id="lectern-me">${toData(me)}</script>` : ''
      const reader = me ?? undefined
      const head = meta + start + preloads(request.url, reader?.language ?? request.reader.language, reader)
      if (isSaid) reply.header('cache-control', 'no-store')
      else if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-cache')
      return reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', contentSecurityPolicy(`'nonce-${nonce}'`))
        .send(`${before.join(nonce)}${head}${after.join(nonce)}`)
    },
  }
  if (existsSync(webDir)) registerStaticFiles(app, webDir, ['index.html'])
  return pages
}

/** Stands where the nonce of an answer will. Nobody can write it into a page: it is made when the process starts. */
const NONCE_PLACE = randomBytes(16).toString('base64url')
/** Of one platform: with everything else that its pages say comes one more. */
const MOST_TEMPLATES = 10

/** The page of a platform up to the end of its head, and from there, in the parts between which the nonce comes. */
type Template = readonly [before: readonly string[], after: readonly string[]]

/** The page is made once for each platform, and again when the platform has changed. */
function createTemplates(html: string) {
  const templates = new WeakMap<Platform, Map<string, Template>>()
  return (
    platform: Platform,
    said: Pick<Parameters<typeof branded>[2], 'ways' | 'redirectPaths'>,
  ): Template => {
    const known = templates.get(platform) ?? new Map<string, Template>()
    templates.set(platform, known)
    const key = JSON.stringify(said)
    let template = known.get(key)
    if (!template) {
      const page = branded(html, platform, { nonce: NONCE_PLACE, ...said })
      const end = page.indexOf('</head>')
      template = [page.slice(0, end).split(NONCE_PLACE), page.slice(end).split(NONCE_PLACE)]
      if (known.size >= MOST_TEMPLATES) known.clear()
      known.set(key, template)
    }
    return template
  }
}
