import { expect, it } from 'vitest'
import { sentencesByField } from './pointers.ts'

const refused = (...pointers: string[]) =>
  sentencesByField(pointers.map((pointer) => ({ pointer, detail: pointer })))

it.each([
  ['a field', '/name', { name: '/name' }],
  ['one of several alike', '/breaks/1/startsWall', { 'breaks.1.startsWall': '/breaks/1/startsWall' }],
  ['an entry of a list', '/choices/2', { 'choices.2': '/choices/2', choices: '/choices/2' }],
  [
    'a field of a group',
    '/limits/concurrentRooms',
    { 'limits.concurrentRooms': '/limits/concurrentRooms', concurrentRooms: '/limits/concurrentRooms' },
  ],
  ['the whole', '', {}],
])('puts a sentence about %s where the form has it', (_what, pointer, errors) => {
  expect(refused(pointer)).toEqual(errors)
})

it('keeps the first sentence of a field', () => {
  expect(refused('/names/0', '/names/1').names).toBe('/names/0')
})
