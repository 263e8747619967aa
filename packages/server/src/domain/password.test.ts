import { expect, it } from 'vitest'
import { flawOf } from './password.ts'

const ada = { email: 'ada.lovelace@example.org', firstName: 'Ada', lastName: 'Lovelace' }

it('takes a long password of any characters', () => {
  for (const password of ['correct horse', 'ten chars!', 'èèàòùùììóé', '🐴 battery staple'])
    expect([password, flawOf(password, ada)]).toEqual([password, undefined])
})

it('refuses short ones, those that everybody tries first, and a person’s own name', () => {
  expect(flawOf('nine char', ada)).toBe('password-too-short')
  for (const password of ['1234567890', 'Password2026!', 'aaaaaaaaaaaaa', 'Welcome-2026', 'ciaociaociao'])
    expect([password, flawOf(password, ada)]).toEqual([password, 'password-too-common'])
  for (const password of ['Lovelace2026', 'lovelacelovelace', 'ada.lovelace@example.org'])
    expect([password, flawOf(password, ada)]).toEqual([password, 'password-like-person'])
})
