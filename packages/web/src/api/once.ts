import { newId } from './new-id.ts'

export type Once = ReturnType<typeof createOnce>

/** Who presses again does so within this time; later the same is meant anew. */
const REMEMBERED_MS = 10 * 60_000

/** Carried out twice it does no harm: what only looks, what is one's own, and answers that have an id of their own. */
const HARMLESS = /\/(preview|previews|dry-run|my-presence|watched)$|^\/api\/v1\/me\//

interface Lost {
  readonly key: string
  readonly at: number
}

/**
 * Carries out once what is sent again because its answer was lost: the next POST with the same address and body has the
 * same `Idempotency-Key`. It is for the middleware of the client.
 */
export function createOnce(newKey: () => string = newId, now: () => number = Date.now) {
  const lost = new Map<string, Lost>()
  const sent = new WeakMap<Request, { wish: string; key: string }>()
  /** @returns the key of the try before, which is nobody else's then */
  const take = (wish: string): string | undefined => {
    const before = lost.get(wish)
    lost.delete(wish)
    return before && now() - before.at < REMEMBERED_MS ? before.key : undefined
  }
  const keep = (request: Request) => {
    const one = sent.get(request)
    if (one) lost.set(one.wish, { key: one.key, at: now() })
  }
  return {
    async onRequest({ request }: { request: Request }): Promise<undefined> {
      const { pathname } = new URL(request.url)
      if (request.method !== 'POST' || HARMLESS.test(pathname) || isUpload(request)) return
      const body = await request.clone().text()
      if (isTry(body)) return
      const wish = `${request.url}\n${body}`
      const key = take(wish) ?? newKey()
      sent.set(request, { wish, key })
      request.headers.set('idempotency-key', key)
    },
    async onResponse({ request, response }: { request: Request; response: Response }): Promise<undefined> {
      if (sent.has(request) && (await isUnknown(response))) keep(request)
    },
    onError({ request, error }: { request: Request; error: unknown }): undefined {
      // What the page itself breaks off was a question.
      if (!(error instanceof DOMException && error.name === 'AbortError')) keep(request)
    },
  }
}

const isUpload = ({ headers }: Request) =>
  headers.has('content-type') && !headers.get('content-type')?.startsWith('application/json')

/** Many things are tried first; nothing is done then. */
const isTry = (body: string) => /"save":false[,}]/.test(body)

/** Nobody can say whether it was done: the platform did not answer, but a proxy; or it can't say so itself. */
async function isUnknown(response: Response): Promise<boolean> {
  if (response.status < 500 && response.status !== 409) return false
  if (!response.headers.get('content-type')?.startsWith('application/problem+json'))
    return response.status >= 500
  const { code } = await response
    .clone()
    .json()
    .catch(() => ({ code: 'outcome-unknown' }))
  return code === 'outcome-unknown' || code === 'idempotency-running'
}
