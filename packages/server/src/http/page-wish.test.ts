import { expect, it } from 'vitest'
import { isForPage } from './page-wish.ts'

it.each([
  // what browsers, curl, wget, monitors and link checkers send
  ['/courses', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
  ['/courses', '*/*', true],
  ['/courses', undefined, true],
  ['/courses', '', true],
  ['/courses?query=a.b', '*/*', true],
  ['/courses', 'text/*', true],
  ['/courses', 'TEXT/HTML; Charset=utf-8', true],
  ['/courses', 'application/json, text/plain, */*', true],
  ['/welcome/abc.def', 'text/html', true],
  // what wants something else
  ['/courses', 'application/json', false],
  ['/courses', 'image/avif,image/webp', false],
  ['/courses', 'text/html;q=0, */*', false],
  ['/courses', '*/*;q=0', false],
  // files that are not there, as scripts and pictures are fetched
  ['/assets/main-old.js', '*/*', false],
  ['/favicon.ico', '*/*', false],
  ['/assets/main-old.js', 'text/html', true],
  // the API, whoever asks
  ['/api/v1/nothing', 'text/html', false],
  ['/api/v1/nothing', '*/*', false],
  ['/api', '*/*', false],
  ['/apiary', '*/*', true],
])('%s for %s: %s', (url, accept, isPage) => {
  expect(isForPage({ url, headers: accept === undefined ? {} : { accept } })).toBe(isPage)
})
