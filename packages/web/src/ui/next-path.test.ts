import { expect, it } from 'vitest'
import { nextPath } from './next-path.ts'

it('leads to addresses of this site alone', () => {
  expect(nextPath('/learn/events/1/join?x=1')).toBe('/learn/events/1/join?x=1')
  for (const next of [
    null,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
  ]) {
    expect(nextPath(next)).toBe('/')
  }
})
