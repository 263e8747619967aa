import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { standingInTable, standingOf } from '@lectern/goto-simulator/kit'
import { describe, expect, it } from 'vitest'
import { defaultBehavior } from './behavior.ts'
import { switches } from './switches.ts'

const read = (...args: string[]) =>
  switches.read(parseArgs({ args, allowNegative: true, options: switches.options }).values)

describe('the switches of Teams', () => {
  it('are all that the behavior has, and are refused in a sentence', () => {
    expect(read()).toEqual({})
    expect(read('--token-form', 'opaque', '--short-links', '--policy-delay-minutes=30')).toEqual({
      ...{ tokenForm: 'opaque', shortLinks: true, policyDelayMinutes: 30 },
    })
    expect(read('--strict', '--metered-content', 'paid')).toMatchObject({
      ...{ anonymousJoin: 'lobby', meteredContent: 'paid' },
    })
    expect(() => read('--token-form', 'xml')).toThrow(
      '--token-form xml is unknown. Choose one of jwt, opaque.',
    )
  })

  it('stand in the README, each with what it stands on', () => {
    const text = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')
    const standing = standingOf(text('behavior.ts'), Object.keys(defaultBehavior))
    expect(standingInTable(text('README.md'))).toEqual(standing)
  })
})
