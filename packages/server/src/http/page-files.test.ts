import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createPreloads } from './page-files.ts'

const webDir = mkdtempSync(join(tmpdir(), 'lectern-pages-'))
const page = (path: string, file: string) => ({ path, files: [file], shelves: ['everybody', 'admin'] })
writeFileSync(
  join(webDir, 'pages.json'),
  JSON.stringify({
    pages: [
      page('/courses', 'assets/courses.js'),
      page('/courses/:courseId', 'assets/course.css'),
      page('/admin/people/:personId?', 'assets/people.js'),
      page('/admin/apps/:appId/*?', 'assets/app.js'),
    ],
    texts: ['en', 'it'].flatMap((language) =>
      ['everybody', 'admin', 'work'].map((shelf) => ({
        language,
        shelf,
        file: `assets/${language}-${shelf}.js`,
      })),
    ),
  }),
)
afterAll(() => rmSync(webDir, { recursive: true }))

const filesIn = (html: string) => Array.from(html.matchAll(/href="\/assets\/([^"]+)"/g), ([, file]) => file)

it.each([
  ['/courses', 'courses.js'],
  ['/courses/', 'courses.js'],
  ['/courses/01a2', 'course.css'],
  ['/admin/people', 'people.js'],
  ['/admin/people/7', 'people.js'],
  ['/admin/apps/gotomeeting-v2', 'app.js'],
  ['/admin/apps/gotomeeting-v2/accounts/new', 'app.js'],
])('asks at %s for the files and the words of its page', (path, file) => {
  expect(filesIn(createPreloads(webDir)(path, 'it'))).toEqual([file, 'it-everybody.js', 'it-admin.js'])
})

it.each(['/', '/courses/1/2', '/admin/apps', '/%', '/<script>'])('asks at %s for words alone', (path) => {
  expect(filesIn(createPreloads(webDir)(path, 'en'))).toEqual(['en-everybody.js'])
})

it('asks for styles as styles and for modules as modules', () => {
  const preloads = createPreloads(webDir)
  expect(preloads('/courses/1', 'en')).toContain(
    '<link rel="preload" as="style" crossorigin href="/assets/course.css">',
  )
  expect(preloads('/courses', 'en')).toContain(
    '<link rel="modulepreload" crossorigin href="/assets/courses.js">',
  )
})

it('asks for nothing where the pages are not built', () => {
  expect(createPreloads(join(webDir, 'none'))('/courses', 'en')).toBe('')
})
