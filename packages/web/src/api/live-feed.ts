import type { Query, QueryClient } from '@tanstack/react-query'
import { isCovered, isTouched, type Topic, toAskedFor, topicsOf } from './live-topics.ts'

/** Pages change quickly while somebody clicks: a stream is asked for when they rest. */
const REST_MS = 300
/** Changes are joined for so long, and a random part of it more: many browsers must not ask at the same moment. */
const JOIN_MS = 1000
/** When everything is to be read again, browsers spread it over this. */
const GAP_SPREAD_MS = 8000
const RETRY_MS = 2000
const MAX_RETRY_MS = 30_000
/** Three times the server's beat: then nobody is there any more. */
const SILENT_MS = 65_000

/** The part of an EventSource that is used here. */
export interface Source {
  addEventListener(name: string, listener: (event: { data?: string }) => void): void
  close(): void
}

/** What a feed needs of the browser. */
export interface Surroundings {
  readonly open: (url: string) => Source
  readonly now: () => number
  readonly random: () => number
  /** When answers were asked for that pages took later. */
  readonly takenFrom: () => readonly number[]
  /** Something has changed: what pages have not taken yet is old. */
  readonly onTouched: () => void
  readonly isHidden: () => boolean
  /** @returns stops it */
  readonly onVisible: (listener: () => void) => () => void
  /** A stream could not be opened or broke: somebody may be signed out. */
  readonly onLost: () => void
}

/**
 * Keeps what is on the screen as it is on the platform: asks to be told of what the active queries show, and reads
 * again the queries that a message touches, joined over a second or two. Hidden pages wait until they are looked at.
 *
 * @returns ends it
 */
export function startFeed(client: QueryClient, around: Surroundings): () => void {
  const cache = client.getQueryCache()
  /** When each query was last asked for. */
  const askedAt = new WeakMap<Query, number>()
  /** When the last message came that makes a query's answer old. */
  const touched = new Map<Query, number>()
  const timers = new Map<'rest' | 'join' | 'retry' | 'watch', ReturnType<typeof setTimeout>>()
  let current: { source: Source; topics: ReadonlySet<Topic> } | undefined
  /** Of the stream that stood last. */
  let covered: ReadonlySet<Topic> = new Set()
  let opening: Source | undefined
  /** Until then nothing was missed on the topics that are covered. */
  let heardAt = around.now()
  let failures = 0
  let isOver = false
  let isToWait = false

  const after = (name: 'rest' | 'join' | 'retry' | 'watch', ms: number, work: () => void) => {
    if (timers.has(name)) return
    timers.set(
      name,
      setTimeout(() => {
        timers.delete(name)
        if (!isOver) work()
      }, ms),
    )
  }
  const isShown = (query: Query) => query.getObserversCount() > 0
  const wantedBy = (query: Query) => topicsOf(query.queryKey, query.state.data)

  const listen = () => {
    if (isToWait) return
    const shown = cache.findAll({ predicate: isShown })
    const topics = toAskedFor(shown.flatMap(wantedBy))
    const isKnown = current && topics.every((topic) => current?.topics.has(topic))
    if (isKnown || opening) return
    // What was read before anybody listened may be old already: the platform says what came since.
    const fresh = shown.filter((query) => !isCovered(wantedBy(query), covered))
    const since = [
      ...(current ? [] : [heardAt]),
      ...fresh.flatMap((query) => askedAt.get(query) ?? []),
      ...around.takenFrom(),
    ]
    const age = Math.max(0, Math.ceil(around.now() - Math.min(around.now(), ...since)))
    open(topics, age)
  }

  const open = (topics: readonly Topic[], age: number) => {
    const query = new URLSearchParams({ topics: topics.join(), age: String(age) })
    const source = around.open(`/api/v1/live?${query}`)
    opening = source
    source.addEventListener('ready', () => {
      current?.source.close()
      covered = new Set(topics)
      current = { source, topics: covered }
      opening = undefined
      failures = 0
      stillThere()
      listen() // the page may have changed meanwhile
    })
    source.addEventListener('beat', stillThere)
    source.addEventListener('changed', ({ data = '{}' }) => {
      stillThere()
      touch(JSON.parse(data))
    })
    source.addEventListener('gap', () => {
      stillThere()
      touchEverything()
    })
    source.addEventListener('closed', ({ data = '{}' }) => {
      // Too many windows: this one comes back when it is looked at, and not at once.
      lose(source)
      const { retryAfterMs = MAX_RETRY_MS } = JSON.parse(data) as { retryAfterMs?: number }
      isToWait = true
      clearTimeout(timers.get('retry'))
      timers.delete('retry')
      after('retry', retryAfterMs * (1 + around.random()), () => {
        isToWait = false
        if (!around.isHidden()) listen()
      })
    })
    source.addEventListener('error', () => {
      if (source !== opening && source !== current?.source) return
      lose(source)
      around.onLost()
      const wait = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** failures++)
      after('retry', wait * (0.5 + around.random()), listen)
    })
  }

  const lose = (source: Source) => {
    source.close()
    if (opening === source) opening = undefined
    if (current?.source === source) current = undefined
  }

  const stillThere = () => {
    heardAt = around.now()
    clearTimeout(timers.get('watch'))
    timers.delete('watch')
    after('watch', SILENT_MS, () => {
      if (current) lose(current.source)
      listen()
    })
  }

  const touch = (message: { type: string; topics?: string[]; mine?: boolean }) => {
    around.onTouched()
    const at = around.now()
    for (const query of cache.getAll()) {
      if (isTouched(wantedBy(query), message)) touched.set(query, at)
    }
    if (touched.size > 0) readAgainSoon(JOIN_MS)
  }

  const touchEverything = () => {
    around.onTouched()
    const at = around.now()
    for (const query of cache.getAll()) touched.set(query, at)
    readAgainSoon(GAP_SPREAD_MS)
  }

  const readAgainSoon = (spreadMs: number) => {
    if (!around.isHidden()) after('join', JOIN_MS + around.random() * spreadMs, readAgain)
  }

  const readAgain = () => {
    if (around.isHidden()) return
    const old = [...touched]
    touched.clear()
    for (const [query, at] of old) {
      // What was asked for since then, such as by a change of one's own, is new already.
      if ((askedAt.get(query) ?? 0) > at || cache.get(query.queryHash) !== query) continue
      void client.invalidateQueries({ queryKey: query.queryKey, exact: true })
    }
  }

  const offCache = cache.subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'fetch') askedAt.set(event.query, around.now())
    const mayWantMore =
      event.type === 'observerAdded' || (event.type === 'updated' && event.action.type === 'success')
    if (mayWantMore) after('rest', REST_MS, listen)
  })
  const offVisible = around.onVisible(() => {
    if (touched.size > 0) after('join', around.random() * JOIN_MS, readAgain)
    listen()
  })
  after('rest', REST_MS, listen)
  return () => {
    isOver = true
    offCache()
    offVisible()
    for (const timer of timers.values()) clearTimeout(timer)
    opening?.close()
    current?.source.close()
  }
}
