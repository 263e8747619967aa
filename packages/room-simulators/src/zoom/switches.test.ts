import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { standingInTable, standingOf } from '@lectern/goto-simulator/kit'
import { describe, expect, it } from 'vitest'
import { defaultBehavior } from './behavior.ts'
import { switches } from './switches.ts'

const read = (...args: string[]) =>
  switches.read(parseArgs({ args, allowNegative: true, options: switches.options }).values)

describe('the switches of Zoom', () => {
  it('are all that the behavior has, and are refused in a sentence', () => {
    expect(read()).toEqual({})
    expect(read('--plan', 'business', '--expires-in', '3599', '--no-move-keeps-registrants')).toEqual({
      plan: 'business',
      expiresIn: 3599,
      moveKeepsRegistrants: false,
    })
    expect(read('--strict', '--webhook-ids', 'text')).toMatchObject({
      lockedSettings: 'waiting_room',
      webhookIds: 'text',
    })
    expect(() => read('--plan', 'gold')).toThrow('--plan gold is unknown. Choose one of free, pro, business.')
  })

  it('stand in the README, each with what it stands on', () => {
    const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')
    const standing = standingOf(read('behavior.ts'), Object.keys(defaultBehavior))
    expect(standingInTable(read('README.md'))).toEqual(standing)
  })
})
