import { expect, it } from 'vitest'
import { findOptions, isFound } from './search-text.ts'

it.each([
  ['Ångström', ['angstrom', 'A\u030angstro\u0308m', 'ÅNGSTRÖM', 'gstrÖ', ' ångström ']],
  ['O’Neil', ["o'neil", 'O’Neil', 'oneil', 'o´neil']],
  ['Łukasz Søren', ['lukasz  soren', 'ŁUKASZ']],
  ['Weiß–Œuvre', ['weiss-oeuvre', 'WEISS']],
  ['Ёлкин', ['елкин']],
])('a text is found however it is typed: %s', (text, queries) => {
  expect(queries.filter((query) => !isFound(text, query))).toEqual([])
  expect(isFound(text, 'else')).toBe(false)
})

it('options are found alone and in groups, up to a number', () => {
  const label = (name: string) => ({ value: name, label: name })
  const options = [label('Ångström'), { group: 'G', items: [label('Zoë'), label('Ångela')] }, label('Angus')]
  const find = (search: string, limit = 10) => findOptions({ options: options as never, search, limit })
  expect(find('ang')).toEqual([label('Ångström'), { group: 'G', items: [label('Ångela')] }, label('Angus')])
  expect(find('zoe')).toEqual([{ group: 'G', items: [label('Zoë')] }])
  expect(find('', 1)).toEqual([label('Ångström')])
})
