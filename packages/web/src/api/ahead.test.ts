import { expect, it } from 'vitest'
import { createAhead } from './ahead.ts'

const URL = '/api/v1/courses'

function setUp(answers: (url: string) => Promise<Response> = async (url) => new Response(url)) {
  const asked: string[] = []
  const clock = { now: 0 }
  const ahead = createAhead(
    (url) => {
      asked.push(url)
      return answers(url)
    },
    () => clock.now,
  )
  return { ahead, asked, clock }
}

it('asks once however often somebody points at a link, and gives the answer once', async () => {
  const { ahead, asked } = setUp()
  ahead.ask(URL)
  ahead.ask(URL)
  expect(asked).toEqual([URL])
  expect(await (await ahead.take(URL))?.text()).toBe(URL)
  expect(ahead.take(URL)).toBeUndefined()
})

it('tells from when the answers are that were taken', () => {
  const { ahead, clock } = setUp()
  clock.now = 100
  ahead.ask(URL)
  clock.now = 3000
  expect(ahead.takenFrom()).toEqual([])
  ahead.take(URL)
  expect(ahead.takenFrom()).toEqual([100])
  expect(ahead.takenFrom()).toEqual([])
})

it('gives no answer that was not asked for, is too old, or was before a change', () => {
  const { ahead, asked, clock } = setUp()
  expect(ahead.take(URL)).toBeUndefined()
  ahead.ask(URL)
  clock.now = 14_999
  ahead.ask(URL)
  expect(asked).toHaveLength(1)
  clock.now = 15_000
  expect(ahead.take(URL)).toBeUndefined()
  ahead.ask(URL)
  expect(asked).toHaveLength(2)
  ahead.forget()
  expect(ahead.take(URL)).toBeUndefined()
})

it.each([
  ['is refused', async () => new Response('', { status: 403 })],
  ['never comes', async () => Promise.reject(new TypeError('no connection'))],
])('lets the page ask by itself when an answer %s', async (_, answers) => {
  const { ahead } = setUp(answers)
  ahead.ask(URL)
  await new Promise((resolve) => setTimeout(resolve))
  expect(ahead.take(URL)).toBeUndefined()
})
