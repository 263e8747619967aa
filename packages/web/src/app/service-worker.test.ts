import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'

const source = readFileSync(new URL('../../service-worker.js', import.meta.url), 'utf8')
const ORIGIN = 'https://training.example'

interface Asked {
  method?: string
  mode?: string
}

/** The service worker of one version, on a device with its stores. */
function worker(
  version: string,
  stores: Map<string, Map<string, Response>>,
  network: (path: string) => Response | Promise<Response>,
) {
  const pathOf = (request: string | { url: string }) =>
    new URL(typeof request === 'string' ? request : request.url, ORIGIN).pathname
  const storeOf = (name: string) => {
    const entries = stores.get(name) ?? new Map<string, Response>()
    stores.set(name, entries)
    return {
      addAll: async (paths: (string | { url: string })[]) => {
        for (const path of paths) entries.set(pathOf(path), await network(pathOf(path)))
      },
      put: async (path: string, answer: Response) => void entries.set(path, answer),
      match: async (path: string) => entries.get(pathOf(path)),
    }
  }
  const caches = {
    open: async (name: string) => storeOf(name),
    keys: async () => [...stores.keys()],
    delete: async (name: string) => stores.delete(name),
    match: async (path: string | { url: string }, options?: { cacheName?: string }) =>
      [...stores]
        .filter(([name]) => !options?.cacheName || name === options.cacheName)
        .map(([, entries]) => entries.get(pathOf(path)))
        .find(Boolean),
  }
  const listeners = new Map<string, (event: unknown) => void>()
  const self = {
    location: { origin: ORIGIN },
    addEventListener: (type: string, listener: (event: unknown) => void) => listeners.set(type, listener),
    skipWaiting: async () => {},
    clients: { claim: async () => {} },
  }
  class OwnRequest {
    readonly url: string
    constructor(path: string) {
      this.url = ORIGIN + path
    }
  }
  const fetch = async (request: { url: string }) => network(pathOf(request))
  const filledIn = source.replace('%VERSION%', version).replace("'%FILES%'", "'/assets/index.js'")
  runInNewContext(filledIn, { self, caches, fetch, URL, Request: OwnRequest, Error })
  const happen = async (type: string, event: object = {}) => {
    const waits: Promise<unknown>[] = []
    let answer: Promise<Response> | undefined
    listeners.get(type)?.({
      ...event,
      waitUntil: (work: Promise<unknown>) => waits.push(work),
      respondWith: (work: Promise<Response>) => {
        answer = work
      },
    })
    await Promise.all(waits)
    return answer
  }
  return {
    async start() {
      await happen('install')
      await happen('activate')
    },
    /** Undefined = the browser asks by itself. */
    ask: (path: string, { method = 'GET', mode = 'cors' }: Asked = {}) =>
      happen('fetch', { request: { url: ORIGIN + path, method, mode } }),
  }
}

const online = (path: string) => new Response(`${path} of the server`)
const offline = () => {
  throw new TypeError('Failed to fetch')
}
const kept = (stores: Map<string, Map<string, Response>>) =>
  [...stores.values()].flatMap((entries) => [...entries.keys()]).sort()
const AGENDA = '/api/v1/me/agenda'

describe('the service worker', () => {
  it('lets every way into a room, every other answer and every other address pass by', async () => {
    const stores = new Map()
    const one = worker('1', stores, online)
    await one.start()
    for (const path of [
      '/learn/events/x/join',
      '/learn/events/x/start',
      '/calendar/secret.ics',
      '/learn/gotomeeting',
    ])
      expect(await one.ask(path, { mode: 'navigate' })).toBeUndefined()
    for (const path of ['/api/v1/me', '/api/v1/events', '/api/v1/calendar/events'])
      expect(await one.ask(path)).toBeUndefined()
    expect(await one.ask(AGENDA, { method: 'POST' })).toBeUndefined()
    expect(kept(stores)).toEqual(['/', '/assets/index.js'])
  })

  it('asks the server for pages first, so that nobody stays in an old version', async () => {
    const stores = new Map()
    await worker('1', stores, online).start()
    const answer = await worker('1', stores, () => new Response('new version')).ask('/learn', {
      mode: 'navigate',
    })
    expect(await answer?.text()).toBe('new version')
    for (const path of ['/learn', '/learn/events/x-1/presence', '/teach/events/x-1/attendance']) {
      const alone = await worker('1', stores, offline).ask(path, { mode: 'navigate' })
      expect(await alone?.clone().text()).toBe('/ of the server')
    }
  })

  it('keeps the files of the version before for pages that are open, and no older ones', async () => {
    const stores = new Map()
    for (const version of ['1', '2', '3']) await worker(version, stores, online).start()
    expect([...stores.keys()]).toEqual(['lectern-shell-2', 'lectern-shell-3'])
  })

  it('gives the agenda as it was read last while the platform fails, until sign-out', async () => {
    const stores = new Map()
    const one = worker('1', stores, online)
    await one.start()
    await one.ask(AGENDA)
    for (const network of [offline, () => new Response('', { status: 503 })]) {
      const answer = await worker('1', stores, network).ask(AGENDA)
      expect(answer?.status).toBe(200)
    }
    await one.ask('/api/v1/logins/current', { method: 'DELETE' })
    expect(kept(stores)).not.toContain(AGENDA)
    await expect(worker('1', stores, offline).ask(AGENDA)).rejects.toThrow('Failed to fetch')
  })

  it('forgets the agenda when nobody is signed in any more, and keeps none that was asked for before', async () => {
    const stores = new Map()
    await worker('1', stores, online).ask(AGENDA)
    expect(kept(stores)).toEqual([AGENDA])
    await worker('1', stores, () => new Response('', { status: 401 })).ask(AGENDA)
    expect(kept(stores)).toEqual([])
    let answerNow = () => {}
    const slow = worker('1', stores, () => {
      return new Promise((resolve) => {
        answerNow = () => resolve(online(AGENDA))
      })
    })
    const asked = slow.ask(AGENDA)
    await slow.ask('/api/v1/logins/current', { method: 'DELETE' })
    answerNow()
    expect((await asked)?.status).toBe(200)
    expect(kept(stores)).toEqual([])
  })
})
