import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Source, startFeed } from './live-feed.ts'

/** A stream as a browser has it, in the hands of the test. */
class FakeSource implements Source {
  readonly url: URL
  isClosed = false
  readonly #listeners = new Map<string, (event: { data?: string }) => void>()

  constructor(url: string) {
    this.url = new URL(url, 'http://here')
  }
  addEventListener(name: string, listener: (event: { data?: string }) => void) {
    this.#listeners.set(name, listener)
  }
  close() {
    this.isClosed = true
  }
  say(name: string, data: object = {}) {
    if (!this.isClosed) this.#listeners.get(name)?.({ data: JSON.stringify(data) })
  }
  get topics() {
    return this.url.searchParams.get('topics')?.split(',').filter(Boolean)
  }
  get age() {
    return Number(this.url.searchParams.get('age'))
  }
}

let client: QueryClient
let sources: FakeSource[]
let reads: string[]
let lost: number
let isHidden: boolean
let becomeVisible: () => void
let end: () => void
let taken: number[]
let forgotten: number

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
  client = new QueryClient()
  sources = []
  reads = []
  lost = 0
  taken = []
  forgotten = 0
  isHidden = false
  end = startFeed(client, {
    open: (url) => {
      const source = new FakeSource(url)
      sources.push(source)
      return source
    },
    now: Date.now,
    random: () => 0.5,
    takenFrom: () => taken.splice(0),
    onTouched: () => forgotten++,
    isHidden: () => isHidden,
    onVisible: (listener) => {
      becomeVisible = () => {
        isHidden = false
        listener()
      }
      return () => {}
    },
    onLost: () => lost++,
  })
})
afterEach(() => {
  end()
  client.clear()
  vi.useRealTimers()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const last = () => sources.at(-1) as FakeSource

/** A part of a page that shows a query. @returns takes it away */
function show(queryKey: string[], data: unknown = {}) {
  const observer = new QueryObserver(client, {
    queryKey,
    queryFn: async () => {
      reads.push(queryKey.join(' '))
      return data
    },
  })
  return observer.subscribe(() => {})
}
const changed = (type: string, ...ids: string[]) =>
  last().say('changed', { type, topics: [type, ...ids.map((id) => `${type}/${id}`)] })

/** The stream stands, and what was read so far is forgotten. */
async function settled() {
  await pass(300)
  last().say('ready')
  await pass(0)
  reads.length = 0
}

describe('a page', () => {
  it('asks from when an answer is that was asked for ahead', async () => {
    await pass(20_000)
    await settled()
    taken = [Date.now() - 9000]
    show(['events', 'e1'], { id: 'e1', sessionId: 's1', courseId: 'c1' })
    await pass(300)
    expect(last().age).toBeGreaterThanOrEqual(9300)
    expect(last().age).toBeLessThan(10_000)
  })

  it('asks for what it shows, and reads again what a message touches, once for many', async () => {
    show(['events', 'e1'], { id: 'e1', sessionId: 's1', courseId: 'c1' })
    show(['enrollments', 's1', 'list'])
    await settled()
    expect(last().topics).toEqual(
      ['course/c1', 'enrollment/s1', 'event/e1', 'event/s1', 'session/s1', 'session/s1'].filter(
        (topic, at, all) => all.indexOf(topic) === at,
      ),
    )
    expect(forgotten).toBe(0)
    for (let count = 0; count < 50; count++) changed('enrollment', 's1')
    await pass(900)
    expect(reads).toEqual([])
    await pass(1_100)
    expect(reads).toEqual(['enrollments s1 list'])
    expect(forgotten).toBe(50)
    changed('event', 'e1', 's1')
    await pass(2_000)
    expect(reads).toEqual(['enrollments s1 list', 'events e1'])
  })

  it('does nothing about what it does not show', async () => {
    show(['enrollments', 's1', 'list'])
    await settled()
    changed('enrollment', 's2')
    changed('event', 'e1')
    last().say('changed', { type: 'notification', mine: true })
    await pass(5_000)
    expect(reads).toEqual([])
  })

  it('that shows more asks anew, with what came since it began to read, and keeps the old stream until then', async () => {
    show(['enrollments', 's1', 'list'])
    await settled()
    const [first] = sources
    await pass(10_000)
    show(['decisions', 's2'])
    await pass(300)
    expect(sources).toHaveLength(2)
    expect(last().topics).toContain('session/s2')
    expect([last().age, first?.isClosed]).toEqual([300, false])
    last().say('ready')
    expect(first?.isClosed).toBe(true)
    await pass(60_000)
    expect(sources).toHaveLength(2)
  })

  it('that shows less goes on with the same stream', async () => {
    const hide = show(['decisions', 's2'])
    show(['enrollments', 's1', 'list'])
    await settled()
    hide()
    await pass(2_000)
    expect(sources).toHaveLength(1)
  })

  it('does not read again what was read since the message, such as by a change of one’s own', async () => {
    show(['enrollments', 's1', 'list'])
    await settled()
    changed('enrollment', 's1')
    await pass(200)
    await client.invalidateQueries({ queryKey: ['enrollments'] })
    expect(reads).toHaveLength(1)
    await pass(5_000)
    expect(reads).toHaveLength(1)
  })

  it('reads again what changed once more after a change of one’s own', async () => {
    show(['enrollments', 's1', 'list'])
    await settled()
    changed('enrollment', 's1')
    await pass(200)
    await client.invalidateQueries({ queryKey: ['enrollments'] })
    await pass(200)
    changed('enrollment', 's1') // somebody else's, while the first one waits
    await pass(5_000)
    expect(reads).toHaveLength(2)
  })

  it('reads again when the message came while it was reading', async () => {
    await settled()
    let answer = (_: unknown) => {}
    const observer = new QueryObserver(client, {
      queryKey: ['decisions', 's1'],
      queryFn: () => {
        reads.push('decision')
        return new Promise((resolve) => {
          answer = resolve
        })
      },
    })
    observer.subscribe(() => {})
    await settled()
    changed('enrollment', 's1')
    answer({})
    await pass(2_000)
    expect(reads).toEqual(['decision'])
  })

  it('that is hidden waits until it is looked at', async () => {
    show(['enrollments', 's1', 'list'])
    await settled()
    isHidden = true
    for (let minute = 0; minute < 10; minute++) {
      changed('enrollment', 's1')
      last().say('beat')
      await pass(60_000)
    }
    expect(reads).toEqual([])
    becomeVisible()
    await pass(1_000)
    expect(reads).toEqual(['enrollments s1 list'])
  })

  it('marks what is not shown any more as old, and reads it when it is shown again', async () => {
    const hide = show(['enrollments', 's1', 'list'])
    await settled()
    hide()
    changed('enrollment', 's1')
    await pass(3_000)
    expect(reads).toEqual([])
    expect(client.getQueryState(['enrollments', 's1', 'list'])?.isInvalidated).toBe(true)
  })
})

describe('a stream', () => {
  it('that has missed something reads everything again, spread over seconds', async () => {
    show(['enrollments', 's1', 'list'])
    show(['apps'])
    await settled()
    last().say('gap')
    await pass(4_000)
    expect(reads).toEqual([])
    await pass(2_000)
    expect(reads.sort()).toEqual(['apps', 'enrollments s1 list'])
  })

  it('that breaks is opened again later and later, and asks for what came meanwhile', async () => {
    show(['apps'])
    show(['notifications', 'unread'])
    await settled()
    await pass(5_000)
    last().say('error')
    expect(lost).toBe(1)
    await pass(1_900)
    expect(sources).toHaveLength(1)
    await pass(100)
    expect([sources.length, last().age]).toEqual([2, 7_000])
    last().say('error')
    await pass(3_900)
    expect(sources).toHaveLength(2)
    await pass(100)
    expect([sources.length, last().age]).toEqual([3, 11_000])
    last().say('ready')
    last().say('error')
    await pass(2_000)
    expect(sources).toHaveLength(4)
  })

  it('that says nothing for three beats is given up', async () => {
    show(['apps'])
    await settled()
    for (let beats = 0; beats < 5; beats++) {
      await pass(20_000)
      last().say('beat')
    }
    expect(sources).toHaveLength(1)
    await pass(65_000)
    expect(sources).toHaveLength(2)
    expect(sources[0]?.isClosed).toBe(true)
  })

  it('that was closed for a newer window comes back late, and only where somebody looks', async () => {
    show(['apps'])
    await settled()
    isHidden = true
    last().say('closed', { reason: 'too-many-streams', retryAfterMs: 60_000 })
    expect(last().isClosed).toBe(true)
    await pass(300_000)
    expect(sources).toHaveLength(1)
    becomeVisible()
    expect(sources).toHaveLength(2)
  })

  it('ends with the sign-out', async () => {
    show(['apps'])
    await settled()
    end()
    expect(last().isClosed).toBe(true)
    await pass(300_000)
    expect(sources).toHaveLength(1)
  })
})
