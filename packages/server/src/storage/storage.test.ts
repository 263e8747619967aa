import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFolderStorage } from './folder-storage.ts'
import { createS3Storage } from './s3-storage.ts'
import type { Storage } from './storage.ts'

/** As large as three parts of a bucket's file. */
const LARGE = Buffer.alloc(18 * 1024 * 1024, 7)
LARGE.writeUInt32BE(42, LARGE.length - 4)

async function* chunks(file: Buffer, size = 1_000_000): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < file.length; from += size) yield file.subarray(from, from + size)
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield LARGE.subarray(0, 9 * 1024 * 1024)
  throw new Error('cut')
}

async function read(file: Readable): Promise<Buffer> {
  return Buffer.concat(await file.toArray())
}

const hash = (file: Buffer) => createHash('sha256').update(file).digest('hex')

/** As much of S3 as files need: over http, in memory, with the addresses that have the bucket in their path. */
class FakeS3 {
  readonly files = new Map<string, Buffer>()
  readonly uploads = new Map<string, { key: string; parts: Map<number, Buffer> }>()
  server: Server | undefined
  #made = 0

  async start(): Promise<string> {
    this.server = createServer((request, response) => {
      const body: Buffer[] = []
      request.on('data', (chunk: Buffer) => body.push(chunk))
      request.on('end', () => {
        const url = new URL(request.url ?? '/', 'http://bucket')
        const key = decodeURIComponent(url.pathname).replace(/^\/films\/?/, '')
        const answer = this.#answer(
          request.method ?? '',
          key,
          url.searchParams,
          Buffer.concat(body),
          request.headers.range,
        )
        response.writeHead(answer.status, answer.headers).end(answer.body)
      })
    })
    const { server } = this
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  #answer(
    method: string,
    key: string,
    query: URLSearchParams,
    body: Buffer,
    range: string | undefined,
  ): { status: number; headers: Record<string, string>; body: Buffer | string } {
    const xml = (text: string, status = 200) => ({
      status,
      headers: { 'content-type': 'application/xml' },
      body: `<?xml version="1.0" encoding="UTF-8"?>${text}`,
    })
    const id = query.get('uploadId') ?? ''
    const upload = this.uploads.get(id)
    if (method === 'GET' && query.has('uploads')) {
      const found = [...this.uploads].filter(([, { key }]) => key.startsWith(query.get('prefix') ?? ''))
      const rows = found.map(
        ([uploadId, { key }]) => `<Upload><Key>${key}</Key><UploadId>${uploadId}</UploadId></Upload>`,
      )
      return xml(`<ListMultipartUploadsResult>${rows.join('')}</ListMultipartUploadsResult>`)
    }
    if (method === 'POST' && query.has('uploads')) {
      const uploadId = `upload-${++this.#made}`
      this.uploads.set(uploadId, { key, parts: new Map() })
      return xml(
        `<InitiateMultipartUploadResult><UploadId>${uploadId}</UploadId></InitiateMultipartUploadResult>`,
      )
    }
    if (method === 'PUT' && upload) {
      upload.parts.set(Number(query.get('partNumber')), body)
      return { status: 200, headers: { etag: `"${hash(body)}"` }, body: '' }
    }
    if (method === 'POST' && upload) {
      const parts = [...upload.parts].sort(([a], [b]) => a - b).map(([, part]) => part)
      this.files.set(key, Buffer.concat(parts))
      this.uploads.delete(id)
      return xml('<CompleteMultipartUploadResult><ETag>"x"</ETag></CompleteMultipartUploadResult>')
    }
    if (method === 'DELETE' && query.has('uploadId')) {
      this.uploads.delete(id)
      return { status: 204, headers: {}, body: '' }
    }
    if (method === 'PUT') {
      this.files.set(key, body)
      return { status: 200, headers: { etag: `"${hash(body)}"` }, body: '' }
    }
    if (method === 'DELETE') {
      this.files.delete(key)
      return { status: 204, headers: {}, body: '' }
    }
    const file = this.files.get(key)
    if (!file) return xml('<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>', 404)
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? []
    if (from === undefined) return { status: 200, headers: {}, body: file }
    return {
      status: 206,
      headers: { 'content-range': `bytes ${from}-${to}/${file.length}` },
      body: file.subarray(Number(from), Number(to) + 1),
    }
  }
}

const bucket = new FakeS3()
const folder = mkdtempSync(join(tmpdir(), 'storage-'))
const storages: Record<string, Storage> = { folder: createFolderStorage(folder) }

beforeAll(async () => {
  storages.bucket = createS3Storage({
    ...{
      kind: 's3',
      bucket: 'films',
      prefix: 'lectern',
      endpoint: await bucket.start(),
      region: 'us-east-1',
    },
    ...{ accessKey: 'key', secretKey: 'secret' },
  })
})
afterAll(async () => {
  bucket.server?.closeAllConnections()
  await new Promise((resolve) => bucket.server?.close(resolve))
  rmSync(folder, { recursive: true })
})

describe.each(['folder', 'bucket'])('files in a %s', (name) => {
  const storage = () => storages[name] as Storage

  it.each([
    ['small', Buffer.from('film')],
    ['empty', Buffer.alloc(0)],
    ['large', LARGE],
  ])('are kept whole, read whole and in parts, and removed: %s', async (size, file) => {
    const key = `platform/event/${size}.mp4`
    expect(await storage().put(key, chunks(file))).toBe(file.length)
    expect(hash(await read(await storage().open(key)))).toBe(hash(file))
    if (file.length > 0) {
      const range = { from: file.length - 4, to: file.length - 1 }
      expect(await read(await storage().open(key, range))).toEqual(file.subarray(-4))
    }
    await storage().remove(key)
    await storage().remove(key)
    await expect(storage().open(key)).rejects.toMatchObject({ name: 'FileMissingError' })
  })

  it('are replaced', async () => {
    await storage().put('a/b.mp4', chunks(Buffer.from('old')))
    await storage().put('a/b.mp4', chunks(Buffer.from('new')))
    expect(String(await read(await storage().open('a/b.mp4')))).toBe('new')
  })

  it('that break off leave nothing, and what was there stays', async () => {
    await storage().put('cut/film.mp4', chunks(Buffer.from('old')))
    await expect(storage().put('cut/film.mp4', broken())).rejects.toThrow('cut')
    expect(String(await read(await storage().open('cut/film.mp4')))).toBe('old')
    if (name === 'folder') expect(readdirSync(join(folder, 'cut'))).toEqual(['film.mp4'])
    else await expect.poll(() => bucket.uploads.size).toBe(0)
  })

  it('that are given up leave nothing', async () => {
    const end = new AbortController()
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (let count = 0; ; count++) {
        yield new Uint8Array(1_000_000)
        if (count === 10) end.abort(new Error('given up'))
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await expect(storage().put('long/film.mp4', endless(), end.signal)).rejects.toThrow()
    await expect(storage().open('long/film.mp4')).rejects.toMatchObject({ name: 'FileMissingError' })
    if (name === 'folder') expect(readdirSync(join(folder, 'long'))).toEqual([])
    else await expect.poll(() => bucket.uploads.size).toBe(0)
  })
})

it('takes away from a folder what a process left that was killed', async () => {
  const old = join(folder, 'a', 'film.mp4.x.part')
  const fresh = join(folder, 'a', 'other.mp4.x.part')
  await storages.folder?.put('a/b.mp4', chunks(Buffer.from('x')))
  for (const path of [old, fresh]) writeFileSync(path, 'half')
  utimesSync(old, new Date(0), new Date(0))
  await storages.folder?.put('a/film.mp4', chunks(Buffer.from('whole')))
  expect(readdirSync(join(folder, 'a')).sort()).toEqual(['b.mp4', 'film.mp4', 'other.mp4.x.part'])
})

it('takes away from a bucket the parts that a killed process left of the same file', async () => {
  bucket.uploads.set('left', { key: 'lectern/a/film.mp4', parts: new Map([[1, Buffer.from('half')]]) })
  bucket.uploads.set('other', { key: 'lectern/a/film.mp4.other', parts: new Map() })
  await storages.bucket?.put('a/film.mp4', chunks(Buffer.from('whole')))
  expect([...bucket.uploads.keys()]).toEqual(['other'])
  bucket.uploads.clear()
})

it.each(['../outside.mp4', '/etc/passwd', 'a/../../outside.mp4'])(
  'keeps nothing outside of its folder: %s',
  async (key) => {
    await expect(storages.folder?.put(key, chunks(Buffer.from('x')))).rejects.toThrow('no key of a file')
  },
)
