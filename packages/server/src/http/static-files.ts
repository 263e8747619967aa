import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
}
/** What the build has compressed already, the best first. */
const ENCODINGS = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const
const YEAR_SECONDS = 31_536_000

/** What says nothing of a script, a style or a font: half a kilobyte for each of the 20 files of a first page. */
const OF_DOCUMENTS = [
  'content-security-policy',
  'cross-origin-opener-policy',
  'origin-agent-cluster',
  'referrer-policy',
  'x-frame-options',
]

/**
 * Serves the files of a folder as they are when the process starts, each from memory once somebody has asked for it. Files
 * with a hash in their name are for ever; all others are asked about again. Names that begin with a dot are nobody's.
 *
 * @param leftOut names of files that are served in other ways
 * @throws when a file's ending is none that is known here: browsers take no file without its type
 */
export function registerStaticFiles(app: FastifyInstance, folder: string, leftOut: readonly string[]): void {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  const there = new Set(names)
  for (const name of names) {
    if (leftOut.includes(name) || ENCODINGS.some(({ ending }) => name.endsWith(ending))) continue
    const type = TYPES[extname(name)]
    if (!type)
      throw new Error(`${name}: what type it has is not known. Add its ending to http/static-files.ts.`)
    const path = `/${name.split(sep).join('/')}`
    const send = path.includes('/assets/') ? sendForEver : sendFresh
    const read = fromMemory(folder, name, there)
    app.get(
      path.replaceAll(':', '::'),
      { schema: { hide: true }, config: { access: 'page' } },
      (request, reply) => send(request, reply.type(type), read(request.headers['accept-encoding'])),
    )
  }
}

interface File {
  readonly body: Buffer
  readonly encoding: string | undefined
  readonly tag: string
}

function fromMemory(
  folder: string,
  name: string,
  there: ReadonlySet<string>,
): (accepted: string | undefined) => File {
  const files = new Map<string, File>()
  const compressed = ENCODINGS.filter(({ ending }) => there.has(name + ending))
  return (accepted = '') => {
    const found = compressed.find(({ name: encoding }) => accepts(accepted, encoding))
    const ending = found?.ending ?? ''
    let file = files.get(ending)
    if (!file) {
      const body = readFileSync(join(folder, name + ending))
      const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`
      file = { body, encoding: found?.name, tag }
      files.set(ending, file)
    }
    return file
  }
}

/** Whether a header names an encoding, and does not say `q=0` of it. */
function accepts(header: string, encoding: string): boolean {
  const part = header.split(',').find((one) => one.split(';')[0]?.trim().toLowerCase() === encoding)
  return part !== undefined && !/;\s*q=0(\.0*)?\s*$/.test(part)
}

function sendForEver(_request: FastifyRequest, reply: FastifyReply, file: File): FastifyReply {
  for (const header of OF_DOCUMENTS) reply.removeHeader(header)
  return sendFile(reply.header('cache-control', `public, max-age=${YEAR_SECONDS}, immutable`), file)
}

function sendFresh({ headers }: FastifyRequest, reply: FastifyReply, file: File): FastifyReply {
  reply.header('cache-control', 'no-cache').header('etag', file.tag)
  const known = headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (known?.includes(file.tag)) return reply.status(304).send()
  return sendFile(reply, file)
}

function sendFile(reply: FastifyReply, { body, encoding }: File): FastifyReply {
  if (encoding) reply.header('content-encoding', encoding)
  return reply.header('vary', 'accept-encoding').send(body)
}
