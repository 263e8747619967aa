import { describe, expect, it } from 'vitest'
import { type Answer, untilReady } from './ready.ts'

/** Asks a PostgreSQL that answers so, one after the other; each question takes a minute. */
function wait(answers: readonly Answer[], livesFor = Number.POSITIVE_INFINITY): Promise<boolean> {
  let asked = 0
  let now = 0
  const answer = async () => {
    now += 60_000
    return answers[Math.min(asked++, answers.length - 1)] ?? 'silent'
  }
  return untilReady(
    answer,
    () => asked <= livesFor,
    150_000,
    () => now,
  )
}

describe('a PostgreSQL that starts', () => {
  it('is waited for as long as it says that it recovers', async () => {
    expect(await wait([...Array<Answer>(20).fill('starting'), 'ready'])).toBe(true)
  })

  it('may be silent for a while', async () => {
    expect(await wait(['silent', 'silent', 'ready'])).toBe(true)
    expect(await wait(['silent', 'silent', 'starting', 'silent', 'silent', 'ready'])).toBe(true)
  })

  it('is given up when it says nothing for too long', async () => {
    expect(await wait(['silent', 'silent', 'silent', 'ready'])).toBe(false)
    expect(await wait(['starting', 'silent', 'silent', 'silent', 'ready'])).toBe(false)
  })

  it('is given up when its process has ended, whoever answers', async () => {
    expect(await wait(['silent', 'ready'], 1)).toBe(false)
    expect(await wait(['starting'], 3)).toBe(false)
  })
})
