import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { isDecided, scopeOf } from '../../access/scopes.ts'
import type { Body, Document, OperationObject } from './document.ts'
import { indexPage, partPage } from './page.ts'
import { summaryOf } from './summaries.ts'

// openapi.json is what the routes say: `npm run check:openapi` sees to that.
const document: Document = JSON.parse(readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8'))
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path.replace('/api/v1', '')}`,
    method: method.toUpperCase(),
    path: path.replace('/api/v1', ''),
    operation,
  })),
)
const scopesOf = (operation: OperationObject) => operation.security?.flatMap((way) => way.apiKey ?? []) ?? []

it('names its schemas in the order of their names, whatever imports what first', () => {
  const names = Object.keys(document.components.schemas)
  expect(names).toEqual([...names].sort())
})

describe('every operation of the API', () => {
  it('belongs to one tag, and each tag is open or closed to API keys on purpose (access/scopes.ts)', () => {
    const undecided = operations.filter(
      ({ operation }) => operation.tags?.length !== 1 || !isDecided(operation.tags[0] ?? ''),
    )
    expect(undecided.map(({ name, operation }) => [name, operation.tags])).toEqual([])
  })

  it('names the scope that an API key needs for it, or is closed to keys', () => {
    const listed = new Map(operations.map(({ name, operation }) => [name, scopesOf(operation)]))
    for (const { name, method, path, operation } of operations) {
      const scope = scopeOf({ method, path, tags: operation.tags ?? [] })
      expect([name, listed.get(name)]).toEqual([name, scope ? [scope] : []])
      if (scope) expect(scope.endsWith(method === 'GET' ? ':read' : ':write')).toBe(true)
    }
    const mustBeClosed =
      /^(POST|GET|DELETE|PATCH|PUT) \/(logins|passkey|password|me$|me\/(security|password|second|passkeys|logins|calendar)|identity-providers|domains|api-keys|webhook|platform|live|apps(\/\{appId\})?(\/(migration|switch|imports|removal))?$)|password-reset|second-factor|pairings/
    for (const [name, scopes] of listed)
      if (mustBeClosed.test(name)) expect([name, scopes]).toEqual([name, []])
    expect(listed.get('POST /sessions/{sessionId}/events')).toEqual(['events:write'])
    expect(listed.get('GET /people')).toEqual(['people:read'])
  })

  it('has a summary and a description', () => {
    for (const { name, operation } of operations) {
      expect([name, /^\p{Lu}.{5,}/u.test(operation.summary ?? '')]).toEqual([name, true])
      expect([name, (operation.description ?? '').length > 10]).toEqual([name, true])
    }
    expect(summaryOf('GET', '/catalogues')).toBe('List catalogues')
    expect(summaryOf('PATCH', '/templates/{templateId}')).toBe('Change a template')
    expect(summaryOf('POST', '/events/{eventId}/nudges')).toBe('Add a nudge of an event')
  })

  it('has examples that its schemas take', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true })
    addFormats.default(ajv)
    for (const format of ['int32', 'int64', 'double', 'float']) ajv.addFormat(format, true)
    ajv.addSchema({ $id: 'doc', components: document.components })
    const check = (name: string, body: Body | undefined) => {
      const media = body?.content?.['application/json']
      if (!media?.schema || media.schema.type === 'null') return 0
      const schema = JSON.parse(JSON.stringify(media.schema).replaceAll('"#/components', '"doc#/components'))
      const validate = ajv.compile(schema)
      validate(media.example)
      expect([name, validate.errors ?? []]).toEqual([name, []])
      return 1
    }
    let checked = 0
    for (const { name, operation } of operations) {
      checked += check(`${name} body`, operation.requestBody)
      for (const [status, body] of Object.entries(operation.responses))
        checked += check(`${name} ${status}`, body)
    }
    for (const [name, { post }] of Object.entries(document.webhooks ?? {}))
      checked += check(name, post.requestBody)
    expect(checked).toBeGreaterThan(100)
  })

  it('says which errors it can give', () => {
    for (const { name, operation, path } of operations) {
      if (name === 'GET /live') continue
      const statuses = Object.keys(operation.responses)
      expect([name, statuses]).toEqual([name, expect.arrayContaining(['400', '429', '5XX'])])
      if (path.includes('{')) expect([name, statuses]).toEqual([name, expect.arrayContaining(['404'])])
    }
  })

  it('that changes a thing needs the version it was read in, with these exceptions', () => {
    const without = operations
      .filter(({ method }) => method === 'PATCH' || method === 'PUT')
      .filter(({ operation }) => !operation.parameters?.some(({ name }) => name === 'if-match'))
      .map(({ name }) => name)
    // docs/api.md says why.
    const exceptions = [
      'PATCH /me',
      'PATCH /me/notification-preferences',
      'PUT /me/password',
      'PATCH /apps/{appId}',
      'PUT /apps/{appId}/switch',
      'PUT /session-fields/order',
      'PUT /home/first-steps',
      'PUT /me/availability',
      'PUT /people/{personId}/availability',
      'PUT /events/{eventId}/attendance',
      'PATCH /events/{eventId}/recordings/{recordingId}',
      'PUT /events/{eventId}/recording-notice',
      'PUT /door/events/{eventId}/marks',
      'PUT /area/events/{eventId}/marks',
      'PUT /people/{personId}/area', // the version stands in the body
      'PUT /team/deputy', // one's own, as a whole: the last one counts
      // As marks: the version stands in the body, beside what it is of.
      'PUT /events/{eventId}/presence-plan',
      'PUT /events/{eventId}/recordings/{recordingId}/clock',
      'PATCH /events/{eventId}/presence-checks/{checkId}', // closing twice is closing once
      'PUT /events/{eventId}/presence-checks/{checkId}/answers/{personId}',
      'PUT /events/{eventId}/my-absence', // one’s own words: the last ones count
      'PUT /report-views/{viewId}/mailing', // who is sent it, as a whole: the last one counts
    ]
    expect(without.filter((name) => !exceptions.includes(name))).toEqual([])
  })
})

describe('the pages for people', () => {
  const index = indexPage(document)
  const links = [...index.matchAll(/href="\/api\/docs\/([\w-]+)#([\w-]+)"/g)]
  const parts = [
    ...new Set([...index.matchAll(/href="\/api\/docs\/([\w-]+)"/g)].map(([, part = '']) => part)),
  ]
  const pages = new Map(
    parts.filter((part) => part !== 'errors').map((part) => [part, partPage(document, part)]),
  )

  it('name every operation on one, and show each on that of its part, where the first leads', () => {
    expect(links.length).toBe(operations.length)
    const lost = links.filter(([, part = '', id]) => !pages.get(part)?.includes(`<details id="${id}">`))
    expect(lost).toEqual([])
    expect([...pages.values()].join('').match(/<details id=/g)?.length).toBe(operations.length)
    expect(pages.get('sent-to-webhooks')?.includes('event.created')).toBe(true)
    expect(partPage(document, 'nothing-of-ours')).toBeUndefined()
  })

  it('ask nobody else for anything, and are light enough for a phone', () => {
    // Compared as truths: a page in a failure's text helps nobody.
    const wrong = [...pages, ['', index] as const].filter(
      ([, page = '']) => /<script|src=|url\(|@import|undefined/.test(page) || page.length > 250_000,
    )
    expect(wrong.map(([part, page]) => [part, page?.length])).toEqual([])
  })
})
