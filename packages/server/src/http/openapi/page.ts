import type { FastifyInstance, FastifyReply } from 'fastify'
import { contentSecurityPolicy, styleHash } from '../response-headers.ts'
import type { Body, Document, OperationObject, Parameter, Schema } from './document.ts'

/** The readable reference of the API: pages of our own, without scripts and without requests elsewhere, made when somebody asks. */
export function apiDocsRoutes(app: FastifyInstance): void {
  const made = new Map<string, string>()
  // The plug-in’s type of a document is wider than what the routes give it.
  const document = () => app.swagger() as unknown as Document
  const show = (reply: FastifyReply, name: string, make: () => string | undefined) => {
    const page = made.get(name) ?? make()
    if (page === undefined) return reply.callNotFound()
    made.set(name, page)
    return reply
      .type('text/html; charset=utf-8')
      .headers({ 'cache-control': 'no-cache', 'content-security-policy': POLICY })
      .send(page)
  }
  const open = { schema: { hide: true }, config: { access: 'anybody' } } as const
  app.get('/api/docs', open, (_request, reply) => show(reply, '', () => indexPage(document())))
  app.get<{ Params: { part: string } }>('/api/docs/:part', open, ({ params: { part } }, reply) =>
    show(reply, part, () => partPage(document(), part)),
  )
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const
const MAX_DEPTH = 3
const WEBHOOKS = 'sent-to-webhooks'

interface Entry {
  readonly method: string
  readonly path: string
  readonly operation: OperationObject
}

/** @returns a whole HTML page: all operations in a line each, which leads to its part */
export function indexPage(document: Document): string {
  const sections = [...partsOf(document)].map(([part, entries]) => {
    const rows = entries.map(
      (entry) => `<li><a href="/api/docs/${part}#${idOf(entry)}">${line(entry)}</a></li>`,
    )
    return sectionHtml(part, `<a href="/api/docs/${part}">${nameOf(part)}</a>`, `<ul>${rows.join('\n')}</ul>`)
  })
  const events = Object.keys(document.webhooks ?? {}).map(
    (type) => `<li><code>${escapeHtml(type)}</code></li>`,
  )
  const webhooks = `<a href="/api/docs/${WEBHOOKS}">${nameOf(WEBHOOKS)}</a>`
  const parts = [...sections, sectionHtml(WEBHOOKS, webhooks, `<ul>${events.join('')}</ul>`)]
  return wholePage(
    document,
    apiName(document),
    `${paragraphs(document.info.description ?? '')}
<p><a href="/api/v1/openapi.json">openapi.json</a> · <a href="/api/docs/errors">Errors and their codes</a></p>`,
    parts.join('\n'),
  )
}

/**
 * @param part as addresses write it: `events`, `sent-to-webhooks`
 * @returns a whole HTML page with all that is to be known of its operations; undefined where there is no such part
 */
export function partPage(document: Document, part: string): string | undefined {
  const entries = partsOf(document).get(part)
  if (!entries && part !== WEBHOOKS) return undefined
  const shown = entries?.map((entry) => operationHtml(entry, document)).join('\n') ?? webhooksHtml(document)
  const intro = `<p><a href="/api/docs">All parts and operations</a> · <a href="/api/docs/errors">Errors and their codes</a></p>`
  const name = nameOf(part)
  return wholePage(document, `${name} · ${apiName(document)}`, intro, sectionHtml(part, name, shown))
}

/** Operations by what they belong to, as addresses write it. */
function partsOf(document: Document): Map<string, Entry[]> {
  const parts = Map.groupBy(entriesOf(document), ({ operation }) => anchor(operation.tags?.[0] ?? 'other'))
  return new Map([...parts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function wholePage(document: Document, title: string, intro: string, main: string): string {
  const links = [...partsOf(document).keys(), WEBHOOKS].map(
    (part) => `<li><a href="/api/docs/${part}">${nameOf(part)}</a></li>`,
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title>
<link rel="icon" href="/icon.svg"><style>${STYLE}</style></head><body>
<header><h1>${escapeHtml(apiName(document))} <small>${escapeHtml(document.info.version)}</small></h1>
${intro}</header>
<div class="columns"><nav aria-label="Parts of the API"><ul>${links.join('')}</ul></nav><main>
${main}
</main></div></body></html>`
}

const sectionHtml = (part: string, heading: string, content: string) =>
  `<section aria-labelledby="${part}"><h2 id="${part}">${heading}</h2>${content}</section>`

const apiName = ({ info }: Document) => `${info.title} API`
const nameOf = (part: string) => part.replaceAll('-', ' ')
const idOf = ({ method, path }: Entry) => anchor(`${method} ${path}`)

/** What an operation is called, and what it does. */
const line = ({ method, path, operation }: Entry) =>
  `<span class="method">${method}</span>
<code>${breakable(path.replace('/api/v1', ''))}</code><span class="what">${inline(operation.summary ?? '')}</span>`

function entriesOf({ paths }: Document): Entry[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const operation = methods[method]
      return operation ? [{ method: method.toUpperCase(), path, operation }] : []
    }),
  )
}

function operationHtml(entry: Entry, document: Document): string {
  const { operation } = entry
  const parameters = (operation.parameters ?? []).map((given) =>
    given.$ref ? (document.components.parameters?.[lastOf(given.$ref)] ?? given) : given,
  )
  const responses = Object.entries(operation.responses).map(([status, body]) => {
    const found = body.$ref ? document.components.responses?.[lastOf(body.$ref)] : body
    return responseHtml(status, found ?? body, document)
  })
  return `<details id="${idOf(entry)}"><summary>${line(entry)}</summary>
<div class="body">${paragraphs(operation.description ?? '')}
${parameters.length > 0 ? `<h3>Parameters</h3>${parametersHtml(parameters)}` : ''}
${bodyHtml('Body', operation.requestBody, document)}
<h3>Answers</h3>${responses.join('')}</div></details>`
}

function parametersHtml(parameters: readonly Parameter[]): string {
  const rows = parameters.map(
    ({ name = '', in: place = '', required, description, schema }) =>
      `<li><code>${escapeHtml(name)}</code> <small>${escapeHtml(place)}${required ? ', required' : ''}${schema ? `, ${typeName(schema)}` : ''}</small> ${inline(description ?? schema?.description ?? '')}</li>`,
  )
  return `<ul class="fields">${rows.join('')}</ul>`
}

function responseHtml(status: string, body: Body, document: Document): string {
  const isGood = status.startsWith('2')
  return `<div class="answer"><b>${escapeHtml(status)}</b> ${inline(body.description ?? '')}${isGood ? bodyHtml('', body, document) : ''}</div>`
}

function bodyHtml(title: string, body: Body | undefined, document: Document): string {
  const media = body?.content?.['application/json']
  if (!media?.schema || media.schema.type === 'null') return ''
  const example = JSON.stringify(media.example, null, 2)
  return `${title && `<h3>${title}</h3>`}${fieldsHtml(media.schema, document, 0)}
<pre tabindex="0" aria-label="Example"><code>${escapeHtml(example ?? '')}</code></pre>`
}

/** The fields of an object, with those inside it as far as they are worth reading. */
function fieldsHtml(given: Schema, document: Document, depth: number): string {
  const schema = resolve(given, document)
  const inner = schema.items ? resolve(schema.items, document) : schema
  if (!inner.properties || depth >= MAX_DEPTH) return ''
  const rows = Object.entries(inner.properties).map(([name, field]) => {
    const isRequired = inner.required?.includes(name)
    const found = resolve(field, document)
    const note = field.description ?? found.description ?? ''
    return `<li><code>${escapeHtml(name)}</code> <small>${typeName(field)}${isRequired ? '' : ', optional'}</small> ${inline(note)}${fieldsHtml(field, document, depth + 1)}</li>`
  })
  return `<ul class="fields">${rows.join('')}</ul>`
}

function resolve(schema: Schema, document: Document): Schema {
  const choice = schema.anyOf?.find((one) => one.type !== 'null') ?? schema
  return choice.$ref ? (document.components.schemas[lastOf(choice.$ref)] ?? choice) : choice
}

function typeName(schema: Schema): string {
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.map(typeName).join(' or ')
  if (schema.$ref) return escapeHtml(lastOf(schema.$ref))
  if (schema.enum) return schema.enum.map((value) => escapeHtml(JSON.stringify(value))).join(' | ')
  if (schema.items) return `list of ${typeName(schema.items)}`
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : String(schema.type ?? 'anything')
  return escapeHtml(schema.format ? `${type} (${schema.format})` : type)
}

function webhooksHtml(document: Document): string {
  const entries = Object.entries(document.webhooks ?? {})
  const rows = entries.map(([type, { post }]) => {
    const example = JSON.stringify(post.requestBody?.content?.['application/json']?.example, null, 2)
    return `<details><summary><code>${escapeHtml(type)}</code><span class="what">${inline(post.summary ?? '')}</span></summary>
<div class="body"><pre tabindex="0" aria-label="Example"><code>${escapeHtml(example ?? '')}</code></pre></div></details>`
  })
  return `<p>Posted to the addresses at /admin/webhooks, signed as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> say.</p>${rows.join('\n')}`
}

const lastOf = (reference: string) => reference.split('/').at(-1) ?? ''
const anchor = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
const paragraphs = (text: string) =>
  text
    .split(/\n\n+/)
    .filter(Boolean)
    .map((part) => `<p>${inline(part)}</p>`)
    .join('')
/** Backticks become code. */
const inline = (text: string) => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>')
const breakable = (path: string) => escapeHtml(path).replaceAll('/', '/<wbr>')

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

const STYLE = `
:root { color-scheme: light dark; --line: #d5dad8; --soft: #f3f6f5; --ink: #17201d; --dim: #52605b; --link: #0b6b5f; --page: #fff }
@media (prefers-color-scheme: dark) { :root { --line: #3a4542; --soft: #1e2624; --ink: #e8eeec; --dim: #a9b6b1; --link: #6fd3c3; --page: #141a18 } }
* { box-sizing: border-box }
body { font: 16px/1.55 system-ui, sans-serif; margin: 0; color: var(--ink); background: var(--page) }
header, .columns { max-width: 76rem; margin: 0 auto; padding: 0 1rem }
header { padding-top: 1.5rem }
h1 { margin: 0 0 .5rem; font-size: 1.7rem } h1 small { font-size: 1rem; color: var(--dim); font-weight: 400 }
h2 { margin: 2rem 0 .5rem; font-size: 1.25rem } h2::first-letter, h2 a::first-letter, nav a::first-letter { text-transform: uppercase } h3 { margin: 1rem 0 .25rem }
a { color: var(--link) } small { color: var(--dim); font-size: .875rem }
code, pre { font: .875rem/1.5 ui-monospace, monospace }
pre { background: var(--soft); padding: .75rem; overflow: auto; max-height: 24rem; border-radius: 4px; margin: .5rem 0 }
nav ul { list-style: none; padding: 0; margin: 1rem 0; display: flex; flex-wrap: wrap; gap: 0 1rem }
nav a { display: inline-block; padding: .35rem 0 }
details { border-bottom: 1px solid var(--line) }
summary, main li a { padding: .6rem 0; cursor: pointer; overflow-wrap: anywhere }
main section > ul { list-style: none; padding: 0; margin: 0 } main section > ul > li { border-bottom: 1px solid var(--line) }
main li a { display: block; color: inherit; text-decoration: none } main li a:hover .what { text-decoration: underline }
summary code, main li a code { font-weight: 600 } .what { margin-left: .75rem; color: var(--dim) }
.method { display: inline-block; min-width: 4.2rem; font-weight: 700; font-size: .8rem; letter-spacing: .03em }
.body { padding: 0 0 1rem; } .answer { margin: .35rem 0; overflow-wrap: anywhere }
.fields { padding-left: 1.1rem; margin: .25rem 0; overflow-wrap: anywhere } .fields li { margin: .2rem 0 }
main { min-width: 0 }
@media (min-width: 60rem) { .columns { display: grid; grid-template-columns: 12rem 1fr; gap: 2rem } nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow: auto } nav ul { display: block } }
@media (max-width: 40rem) { .what { display: block; margin: .15rem 0 0 1.2rem } }
`

const POLICY = contentSecurityPolicy(styleHash(STYLE))
