import { describe, expect, it } from 'vitest'
import { outsideText } from './outside-text.ts'

describe('a text from outside', () => {
  it.each([
    ['  Anna Rossi ', 10, 'Anna Rossi'],
    ['Anna\u0000 Rossi', 20, 'Anna Rossi'],
    ['a\ud800b', 20, 'a\ufffdb'],
    ['abcdef', 3, 'abc'],
    ['ab👩', 3, 'ab'],
    ['ab👩', 4, 'ab👩'],
    ['', 3, ''],
  ])('%j is kept in %i units as %j', (text, max, kept) => {
    expect(outsideText(text, max)).toBe(kept)
  })
})
