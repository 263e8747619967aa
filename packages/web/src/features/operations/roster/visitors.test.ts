import { expect, it } from 'vitest'
import type { Stay } from '../../../api/client.ts'
import { visitorsOf } from './visitors.ts'

const stay = (id: string, name: string, email: string, person: Stay['person'] = null) =>
  ({ id, name, email, person, role: 'learner' }) as Stay
const idsOf = (stays: Stay[]) => visitorsOf(stays).map((visitor) => visitor.stays.map(({ id }) => id))

it('puts the stays under one name and address together, in the order in which they came', () => {
  const stays = [
    stay('1', 'Anna', 'a@x.example'),
    stay('2', 'Ben', 'b@x.example'),
    stay('3', 'Anna', 'a@x.example'),
  ]
  expect(idsOf(stays)).toEqual([['1', '3'], ['2']])
})

it('never puts people together who share a name, or an address', () => {
  expect(idsOf([stay('1', 'Anna', ''), stay('2', 'Anna', '')])).toEqual([['1'], ['2']])
  expect(idsOf([stay('1', 'Anna', 'hall@x.example'), stay('2', 'Ben', 'hall@x.example')])).toEqual([
    ['1'],
    ['2'],
  ])
  const matched = stay('2', 'Anna', 'a@x.example', { id: 'p', name: 'Anna Rossi' } as Stay['person'])
  expect(idsOf([stay('1', 'Anna', 'a@x.example'), matched])).toEqual([['1'], ['2']])
  expect(idsOf([])).toEqual([])
})
