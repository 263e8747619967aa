import { languages } from '@lectern/texts'
import { expect, it } from 'vitest'
import { wordedKinds } from '../../../domain/notification.ts'
import { labelOf } from './wording.ts'

it.each(languages)('calls no two kinds of notifications alike in %s', (language) => {
  const names = wordedKinds.map((kind) => labelOf(kind, language).toLowerCase())
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  expect(names.filter((name) => name.trim() === '')).toEqual([])
})
