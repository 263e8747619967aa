import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createPreloads } from './page-files.ts'

const webDir = mkdtempSync(join(tmpdir(), 'lectern-pages-'))
const page = (path: string, file: string) => ({ path, files: [file], shelves: ['admin'] })
const me = { language: 'it', may: { administer: true, teach: false } } as const
writeFileSync(
  join(webDir, 'pages.json'),
  JSON.stringify({
    pages: [
      page('/courses', 'assets/courses.js'),
      page('/courses/:courseId', 'assets/course.css'),
      page('/admin/people/:personId?', 'assets/people.js'),
      page('/admin/apps/:appId/*?', 'assets/app.js'),
      { ...page('/calendar', 'assets/board.js'), may: 'administer' },
      { ...page('/calendar', 'assets/teaching.js'), may: 'teach' },
      page('/calendar', 'assets/calendar.js'),
      page('/sign-in', 'assets/sign-in.js'),
    ],
    data: [
      { path: '/courses', data: ['/api/v1/courses?state=all&limit=2'] },
      {
        path: '/courses/:courseId',
        data: ['/api/v1/courses/:courseId', '/api/v1/courses/:courseId/sessions'],
      },
      { path: '/admin/people/:personId?', data: ['/api/v1/people'] },
    ],
    everywhere: ['/api/v1/news'],
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
const dataIn = (html: string) =>
  Array.from(html.matchAll(/as="fetch" crossorigin href="([^"]+)"/g), ([, path]) => path)

it.each([
  ['/courses', 'courses.js'],
  ['/courses/', 'courses.js'],
  ['/courses/01a2', 'course.css'],
  ['/admin/people', 'people.js'],
  ['/admin/people/7', 'people.js'],
  ['/admin/apps/gotomeeting-v2', 'app.js'],
  ['/admin/apps/gotomeeting-v2/accounts/new', 'app.js'],
])('asks at %s for the files and the words of its page', (path, file) => {
  expect(filesIn(createPreloads(webDir)(path, 'it', me))).toEqual([file, 'it-everybody.js', 'it-admin.js'])
})

it.each(['/', '/courses/1/2', '/admin/apps', '/%', '/<script>', '/courses/"><script>'])(
  'asks at %s for words alone',
  (path) => {
    const head = createPreloads(webDir)(path, 'en', me)
    expect(filesIn(head)).toEqual(['en-everybody.js'])
    expect(dataIn(head)).toEqual(['/api/v1/news'])
    expect(head).not.toContain('<script')
  },
)

it('asks for what some people alone see, for them', () => {
  const preloads = createPreloads(webDir)
  const words = ['it-everybody.js', 'it-admin.js']
  expect(filesIn(preloads('/calendar', 'it', me))).toEqual(['board.js', 'calendar.js', ...words])
  const learner = { ...me, may: {} }
  expect(filesIn(preloads('/calendar', 'it', learner))).toEqual(['calendar.js', ...words])
})

it('asks for the sign-in page, and for no data, where nobody is signed in', () => {
  const head = createPreloads(webDir)('/courses/1', 'en', undefined)
  expect(filesIn(head)).toEqual(['sign-in.js', 'en-everybody.js', 'en-admin.js'])
  expect(dataIn(head)).toEqual([])
})

it.each([
  ['/courses', ['/api/v1/courses?state=all&amp;limit=2']],
  ['/courses/0a-1', ['/api/v1/courses/0a-1', '/api/v1/courses/0a-1/sessions']],
  ['/courses/1?panel=edit', []],
  ['/admin/people', ['/api/v1/people']],
  ['/admin/people/7', ['/api/v1/people']],
])('asks at %s for what its page asks the API for', (path, data) => {
  expect(dataIn(createPreloads(webDir)(path, 'it', me))).toEqual(['/api/v1/news', ...data])
})

it('asks for styles as styles and for modules as modules', () => {
  const preloads = createPreloads(webDir)
  expect(preloads('/courses/1', 'en', me)).toContain(
    '<link rel="preload" as="style" crossorigin href="/assets/course.css">',
  )
  expect(preloads('/courses', 'en', me)).toContain(
    '<link rel="modulepreload" crossorigin href="/assets/courses.js">',
  )
})

it('asks for nothing where the pages are not built', () => {
  expect(createPreloads(join(webDir, 'none'))('/courses', 'en', me)).toBe('')
})
