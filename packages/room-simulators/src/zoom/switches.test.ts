import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
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
    const source = readFileSync(new URL('behavior.ts', import.meta.url), 'utf8')
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')
    const optionOf = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    const said = Array.from(
      source.matchAll(/\/\*\* (\w+): [^*]*\*\/\n {2}(\w+): /g),
      ([, on = '', name = '']) => [optionOf(name), on.toLowerCase()],
    )
    expect(said.map(([name]) => name)).toEqual(Object.keys(defaultBehavior).map(optionOf))
    expect(
      Array.from(readme.matchAll(/^\| `--([\w-]+)` \| \*(\w+)/gm), ([, option, on]) => [option, on]),
    ).toEqual(said)
  })
})
