import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { isCommonPassword } from '../features/people/auth/common-passwords.ts'
import { flawOf, PASSWORD_MIN } from './password.ts'

const ada = {
  ...{ email: 'ada.lovelace@example.org', firstName: 'Ada', lastName: 'Lovelace' },
  ...{ platform: ['Northwind Academy', 'training.northwind.example', 'Lectern'] },
  isCommon: isCommonPassword,
}

it.each([
  ...[
    'correct horse',
    'ten chars!',
    'èèàòùùììóé',
    '🐴 battery staple',
    'four small words',
    'dragons in the attic',
  ],
  ...[
    'northwind is where I learn',
    'Ada likes engines',
    'x'.repeat(400).replace(/xxx/g, 'abq'),
    'kettle-orbit-91',
  ],
])('takes %s: long, and of any characters', (password) => {
  expect(flawOf(password, ada)).toBeUndefined()
})

it.each([
  ...[
    '1234567890',
    'Password2026!',
    'aaaaaaaaaaaaa',
    'Welcome-2026',
    'ciaociaociao',
    'P4ssw0rd!!',
    '2026dragon!',
  ],
  ...[
    'Qwertyuiop',
    'basketball',
    'Manchester',
    'michaelmichael',
    'sunshine123456789',
    '!!monkey2026',
    'JUVENTUS1897',
  ],
  ...['nhfvgfvgfv', 'h1y4dua229', 'sleepyhollow', 'lkjhgfdsaz', 'Benvenuto1!', 'Willkommen1', '$unsh1ne2026'],
])('refuses %s, which has leaked and is tried first', (password) => {
  expect(flawOf(password, ada)).toBe('password-too-common')
})

it('knows many more than 3,000 passwords that are long enough', () => {
  const file = new URL('../features/people/auth/common-passwords.txt.gz', import.meta.url)
  const words = gunzipSync(readFileSync(file)).toString().split('\n').filter(Boolean)
  expect(words.filter((word) => word.length >= PASSWORD_MIN).length).toBeGreaterThanOrEqual(10_000)
  expect(words.filter((word) => word !== word.toLowerCase())).toEqual([])
})

it.each([...['Lovelace2026', 'lovelacelovelace', 'ada.lovelace@example.org', 'lovelace.example']])(
  'refuses %s: name and address of the person',
  (password) => {
    expect(flawOf(password, ada)).toBe('password-like-person')
  },
)

it.each([
  ...[
    'Northwind-2026',
    'northwindacademy',
    'lectern-lectern',
    'Academy.Northwind',
    'training.northwind.example',
  ],
])('refuses %s: words of the platform', (password) => {
  expect(flawOf(password, ada)).toBe('password-like-platform')
})

it('refuses nine characters', () => {
  expect(flawOf('nine char', ada)).toBe('password-too-short')
})
