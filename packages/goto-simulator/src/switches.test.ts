import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { describe, expect, it } from 'vitest'
import { defaultBehavior } from './behavior.ts'
import { switches } from './switches.ts'

const read = (...args: string[]) =>
  switches.read(parseArgs({ args, allowNegative: true, options: switches.options }).values)

describe('the switches of the command line', () => {
  it('are all that the behavior has, with their kinds', () => {
    expect(read()).toEqual({})
    expect(
      read(
        '--requests-per-second=100',
        '--retry-after-header',
        '--no-refuse-past-start',
        '--admin-keys',
        'number',
      ),
    ).toEqual({
      requestsPerSecond: 100,
      retryAfterHeader: true,
      refusePastStart: false,
      adminKeys: 'number',
    })
    expect(read('--training-gone-status', '400')).toEqual({ trainingGoneStatus: 400 })
    expect(read('--webhook-signature-header', 'x-signature')).toEqual({
      webhookSignatureHeader: 'x-signature',
    })
    expect(switches.usage().split('\n')).toHaveLength(Object.keys(defaultBehavior).length + 1)
    for (const option of Object.keys(switches.options)) expect(switches.usage()).toContain(option)
  })

  it('stand in the README, each with what it stands on', () => {
    const source = readFileSync(new URL('behavior.ts', import.meta.url), 'utf8')
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    const rows = new Map(
      Array.from(readme.matchAll(/^\| `--([\w-]+)` \| \*(\w+)/gm), ([, option, on]) => [option, on]),
    )
    const standing = Object.keys(defaultBehavior).map((name) => {
      const on = new RegExp(`/\\*\\* (\\w+)[^*]*\\*/\\n(?: {2}\\w+: [^\\n]+\\n)* {2}${name}: `).exec(
        source,
      )?.[1]
      const option = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
      return [option, on?.toLowerCase()] as const
    })
    expect(rows).toEqual(new Map(standing))
  })

  it('make it GoTo as it was, save where one is given by itself', () => {
    expect(read('--legacy')).toEqual({
      tokenAnswer: 'legacy',
      legacyOauth: 'working',
      refreshRotation: 'always',
    })
    expect(read('--legacy', '--refresh-rotation', 'never')).toMatchObject({ refreshRotation: 'never' })
  })

  it.each([
    [['--token-answer', 'old'], '--token-answer old is unknown. Choose one of current, legacy.'],
    [['--max-participants', 'many'], '--max-participants many is not a number from 0 on.'],
    [['--max-participants', ''], '--max-participants  is not a number from 0 on.'],
    [['--history-days=-1'], '--history-days -1 is not a number from 0 on.'],
    [['--training-gone-status', '500'], '--training-gone-status 500 is unknown. Choose one of 404, 400.'],
  ])('refuses %j in a sentence', (args, sentence) => {
    expect(() => read(...args)).toThrow(sentence)
  })
})
