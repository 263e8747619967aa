import { languages } from '@lectern/texts'
import { expect, it } from 'vitest'
import { isAlike } from './way-out.ts'

const wordsOf = async (language: string) => {
  const read = async (topic: string) =>
    (await import(`../../../texts/${language}/web/${topic}.json`, { with: { type: 'json' } })).default
  return { ...(await read('everybody')), ...(await read('lifecycle')) } as Record<string, string>
}

it.each(languages)(
  'leaves no way out in %s that is called like the cancellation beside it',
  async (language) => {
    const words = await wordsOf(language)
    for (const action of ['event.cancel', 'lifecycle.cancelSession', 'lifecycle.cancelCourse']) {
      const said = words[action] ?? ''
      const wayOut = isAlike(said, words['app.cancel'] ?? '') ? words['app.keepAsIs'] : words['app.cancel']
      expect(said).not.toBe('')
      expect(said.split(' ')).not.toContain(wayOut)
      expect(said.startsWith(wayOut ?? '')).toBe(false)
    }
  },
)

it('takes other words as other words', () => {
  expect(isAlike('Save', 'Cancel')).toBe(false)
  expect(isAlike('Annulla evento', 'Annulla')).toBe(true)
  expect(isAlike('Termin absagen', 'Abbrechen')).toBe(false)
})
