import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { pointAt } from './intent-of.ts'

interface FakeLink {
  href: string
  target?: string
  isDownload?: boolean
}

const HERE = new URL('https://academy.example/courses') as unknown as Location

const elementIn = (link?: FakeLink) => ({
  closest: () =>
    link
      ? {
          href: new URL(link.href, HERE.href).href,
          target: link.target ?? '',
          hasAttribute: (attribute: string) => attribute === 'download' && Boolean(link.isDownload),
        }
      : null,
})

/** A document with the part that is used. */
function setUp(activeElement: unknown = null) {
  const target = new EventTarget()
  const found: string[] = []
  const document = Object.assign(target, { location: HERE, activeElement }) as unknown as Document
  const end = pointAt(document, ({ pathname, search }) => found.push(pathname + search))
  const fire = (name: string, link?: FakeLink) => {
    const event = new Event(name)
    Object.defineProperty(event, 'target', { value: elementIn(link) })
    target.dispatchEvent(event)
  }
  return { found, fire, end }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it.each(['pointerover', 'focusin'])('hears of a link that somebody stays at (%s)', (name) => {
  const { found, fire } = setUp()
  fire(name, { href: '/sessions/1' })
  vi.advanceTimersByTime(64)
  expect(found).toEqual([])
  vi.advanceTimersByTime(1)
  expect(found).toEqual(['/sessions/1'])
})

it('hears of the link at which the keyboard is when it begins', () => {
  const { found } = setUp(elementIn({ href: '/sessions/1' }))
  vi.advanceTimersByTime(65)
  expect(found).toEqual(['/sessions/1'])
})

it('hears at once of a link that is touched', () => {
  const { found, fire } = setUp()
  fire('touchstart', { href: '/sessions/1?tab=people' })
  expect(found).toEqual(['/sessions/1?tab=people'])
})

it('passes over links that somebody passes over', () => {
  const { found, fire } = setUp()
  fire('pointerover', { href: '/sessions/1' })
  vi.advanceTimersByTime(30)
  fire('pointerover', { href: '/sessions/2' })
  vi.advanceTimersByTime(30)
  fire('pointerover')
  vi.advanceTimersByTime(1000)
  expect(found).toEqual([])
})

it.each<FakeLink>([
  { href: 'https://elsewhere.example/courses/1' },
  { href: '/api/v1/me/calendar.ics' },
  { href: '/sessions/1', target: '_blank' },
  { href: '/sessions/1', isDownload: true },
  { href: '/courses?page=2' },
  { href: '#content' },
  { href: 'mailto:ada@demo.example' },
])('loads nothing ahead for %o', (link) => {
  const { found, fire } = setUp()
  fire('touchstart', link)
  fire('pointerover', link)
  vi.advanceTimersByTime(1000)
  expect(found).toEqual([])
})

it('hears nothing any more once it has ended', () => {
  const { found, fire, end } = setUp()
  fire('pointerover', { href: '/sessions/1' })
  end()
  fire('touchstart', { href: '/sessions/1' })
  vi.advanceTimersByTime(1000)
  expect(found).toEqual([])
})
