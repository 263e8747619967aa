import { PassThrough, Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { createSink } from './sink.ts'

it('writes what happens, as server-sent events', () => {
  const stream = new PassThrough()
  createSink(stream, () => 0).send('changed', { type: 'event', id: 'e1' })
  expect(stream.read().toString()).toBe('event: changed\ndata: {"type":"event","id":"e1"}\n\n')
})

it('keeps a bounded part for who reads slowly, and one gap for the rest', async () => {
  let clock = 0
  const written: string[] = []
  const waiting: (() => void)[] = []
  const slow = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk))
      waiting.push(done)
    },
  })
  const sink = createSink(slow, () => clock)
  for (let count = 0; count < 10_000; count++) sink.send('changed', { type: 'event', id: `event-${count}` })
  expect(slow.writableLength).toBeLessThan(70 * 1024)
  expect(sink.isGone()).toBe(false)
  clock = 61_000
  expect(sink.isGone()).toBe(true)
  const readsAgain = new Promise((resolve) => slow.once('drain', resolve))
  while (slow.writableLength > 0) {
    waiting.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await readsAgain
  while (waiting.length > 0) waiting.shift()?.()
  expect(written.filter((text) => text.includes('event: gap'))).toHaveLength(1)
  expect(written.length).toBeLessThan(2_000)
  expect(sink.isGone()).toBe(false)
  sink.send('changed', { type: 'event', id: 'after' })
  expect(written.at(-1)).toContain('after')
})
