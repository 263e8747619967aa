import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const files = globSync('**/*.{ts,tsx}', { cwd: root })
  .filter((name) => !name.includes('.test.'))
  .map((name) => ({ name, source: readFileSync(join(root, name), 'utf8') }))

/** They make something new or do something; they hold no values of what stands. */
const newOnly = [
  'features/people/api-keys/api-key-form.tsx',
  'features/people/data-protection/erase-panel.tsx',
  'features/people/data-protection/requests.tsx',
  'features/people/directories/directory-form.tsx',
  'features/training/cancellations/cancel-course-panel.tsx',
  'features/training/cancellations/cancel-session-panel.tsx',
  'features/training/events/cancel-panel.tsx',
  'features/training/certificates/reason-panel.tsx',
  'features/training/events/stand-in-panel.tsx',
  'features/training/team/deputy-panel.tsx',
  'features/training/team/refuse-panel.tsx',
  'features/training/area/new-session-panel.tsx',
  'features/people/groups/group-panel.tsx',
  'features/training/presence/correct-panel.tsx',
  'features/training/presence/withdraw-panel.tsx',
  'features/operations/roster/message-panel.tsx',
  'pages/domains-page.tsx',
  'pages/profile-page.tsx',
]

/** One press, on what is on the screen: nothing is typed that could be lost. */
const pressed = [
  'features/people/people/person-panel.tsx',
  'features/platform/platforms/queries.ts',
  'features/training/attendance-rule/course-rule-panel.tsx', // the rule that stands is taken away
  'features/training/attendance-rule/rule-card.tsx', // hands it to the form
  'features/training/courses/queries.ts',
  'features/training/no-shows/course-rule-panel.tsx', // hands it to the form
  'features/training/no-shows/platform-rule-panel.tsx', // as well
  'features/training/zone-changes/zone-change-card.tsx',
  'pages/saml-providers-page.tsx', // the metadata at its address is read anew
]

describe('forms that change what stands', () => {
  it('hold their values by useEditForm alone', () => {
    const own = files.filter(
      ({ source }) => /from '@mantine\/form'/.test(source) && /\buseForm\b/.test(source),
    )
    expect(own.map(({ name }) => name).sort()).toEqual([...newOnly, 'ui/use-edit-form.ts'].sort())
  })

  it('send their changes with the version that useEditForm gives them', () => {
    const definitions = files.flatMap(({ name, source }) =>
      source
        .split(/\n(?=export |function |const )/)
        .filter((statement) => statement.includes('ifMatch(') && !statement.includes('ifMatch = '))
        .map((statement) => ({ file: name, verb: /(?:function|const) (\w+)/.exec(statement)?.[1] ?? '' })),
    )
    expect(definitions.length).toBeGreaterThan(8)
    const users = definitions.flatMap(({ file, verb }) =>
      files
        .filter(({ name, source }) => countOf(verb, source) > (name === file ? 1 : 0))
        .filter(({ name }) => name !== file || file.endsWith('.tsx')),
    )
    expect(users.length).toBeGreaterThan(8)
    const others = users.filter(({ source }) => !source.includes('useEditForm'))
    expect([...new Set(others.map(({ name }) => name))].sort()).toEqual(pressed)
  })

  it('are never thrown away because there is a newer version', () => {
    const thrown = files.filter(({ source }) =>
      /<\w*(Form|Panel|Editor)\b[^>]*key=\{[^}]*version/.test(source),
    )
    expect(thrown.map(({ name }) => name)).toEqual([])
  })

  it('never write by an address of their own', () => {
    const direct = files.filter(({ source }) => /method: '(PUT|PATCH)'/.test(source))
    expect(direct.map(({ name }) => name)).toEqual(['api/images.ts'])
  })
})

function countOf(word: string, source: string): number {
  return [...source.matchAll(new RegExp(`\\b${word}\\b`, 'g'))].length
}
