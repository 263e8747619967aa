import { expect, it } from 'vitest'
import { fill, placeholdersIn, toOneLine } from './template.ts'

it('names the placeholders of a text once each', () => {
  expect(placeholdersIn('{{name}}, {{ course }} and {{name}}; {not} {{}}')).toEqual(['name', 'course'])
})

it('fills a text once, so that a value brings no placeholder of its own', () => {
  const values = { course: '{{link}}', link: 'https://x.example' }
  expect(fill('{{course}} at {{ link }}, {{other}}', values)).toBe('{{link}} at https://x.example, {{other}}')
})

it('leaves out a line whose placeholders are all empty', () => {
  expect(fill('Off.\nReason: {{reason}}\n\nBye {{name}}{{reason}}', { reason: '', name: 'Pat' })).toBe(
    'Off.\n\nBye Pat',
  )
})

it('makes one line of a text, whatever is in it', () => {
  expect(toOneLine('Course\r\nBcc: all@x.example\u0000')).toBe('Course Bcc: all@x.example')
  expect(toOneLine('x'.repeat(300))).toHaveLength(200)
})
