import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { pagesIn } from './page-table.ts'

const app = readFileSync(join(import.meta.dirname, 'src/app/app.tsx'), 'utf8')

it('finds the file and the topics of the page of every route', () => {
  const pages = pagesIn(app)
  const asked = Array.from(app.matchAll(/path="([^"]+)"/g), ([, path]) => path)
  expect(asked.length).toBeGreaterThan(20)
  // The home and /soon lead on, and the learner’s page comes with the first files.
  expect(asked.filter((path) => !pages.some((page) => page.path === path))).toEqual(['/', '/learn', '/soon'])
  expect(pages.find(({ path }) => path === '/courses/:courseId')).toMatchObject({
    file: 'course-page.tsx',
    topics: expect.arrayContaining(['planning', 'training']),
  })
  expect(pages.find(({ path }) => path === '/learn/events/:eventId/start/ways')).toEqual({
    path: '/learn/events/:eventId/start/ways',
    file: 'start-ways-page.tsx',
    topics: [],
  })
})

it('refuses a route whose page it can’t read', () => {
  expect(() => pagesIn(`<Route path="/x" component={NewPage} />`)).toThrow(/NewPage/)
})
