import { expect, it } from 'vitest'
import { type Said, statementOf, voidingOf } from '../../../domain/statement.ts'
import { hashOf, nameId } from './ids.ts'

const speaker = { origin: 'https://academy.example', language: 'it' }
const said: Said = {
  verb: 'attended',
  object: { id: 'https://academy.example/learn/events/1', name: 'Giorno 1', type: 'class' },
  within: [
    { id: 'https://academy.example/sessions/1', name: 'Inverno', type: 'course' },
    { id: 'https://academy.example/courses/1', name: 'Scale', type: 'course' },
  ],
  result: { success: true, seconds: 3000, share: 0.83333333 },
  registration: 'ec531277-b57b-4c15-8d91-d292c5b2b8f7',
  at: new Date('2026-11-26T10:00:00Z'),
}

it('makes ids of names, as RFC 9562 has them', () => {
  // The example of the RFC: the name of a domain in the namespace of DNS.
  expect(nameId('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  )
})

it('says who attended what for how long, and takes it back', () => {
  expect(statementOf('id-1', 'person-1', said, speaker)).toMatchObject({
    id: 'id-1',
    actor: { objectType: 'Agent', account: { homePage: 'https://academy.example', name: 'person-1' } },
    verb: { id: 'http://adlnet.gov/expapi/verbs/attended' },
    object: { objectType: 'Activity', definition: { name: { it: 'Giorno 1' } } },
    result: { completion: true, success: true, duration: 'PT3000S', score: { scaled: 0.8333 } },
    context: {
      contextActivities: { parent: [{ id: 'https://academy.example/sessions/1' }], grouping: [{}] },
    },
    timestamp: '2026-11-26T10:00:00.000Z',
  })
  const bare = statementOf('id-2', 'person-1', { ...said, within: [], result: { seconds: null } }, speaker)
  expect(bare.result).toEqual({ completion: true })
  expect(voidingOf('id-3', 'id-1', said.at, speaker)).toMatchObject({
    verb: { id: 'http://adlnet.gov/expapi/verbs/voided' },
    object: { objectType: 'StatementRef', id: 'id-1' },
  })
})

it('is another only where something else is said of the person', () => {
  expect(hashOf({ ...said, object: { ...said.object, name: 'Day 1' }, within: [] })).toBe(hashOf(said))
  expect(hashOf({ ...said, result: { ...said.result, success: false } })).not.toBe(hashOf(said))
  expect(hashOf({ ...said, result: { ...said.result, seconds: 3001 } })).not.toBe(hashOf(said))
})
