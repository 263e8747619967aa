import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openStorage } from '../src/storage/open-storage.ts'
import { freePort } from './free-port.ts'

// npm run try:disk-full, as root: the disk of the embedded database and that of recordings (each a tmpfs) are full while people
// write, and have space again.

const WRITERS = 4
const main = new URL('../src/main.ts', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'lectern-full-'))
chmodSync(folder, 0o755)
const [data, films] = [join(folder, 'data'), join(folder, 'films')]
const ballast = join(data, 'ballast')

interface Seen {
  acknowledged: string[]
  /** Answers by status and code. */
  answers: Record<string, number>
  sentence: string
}

function mount(at: string, megabytes: number): void {
  mkdirSync(at)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', at])
}

function fill(): void {
  const { bavail, bsize } = statfsSync(data)
  try {
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 64_000)))
  } catch {
    // PostgreSQL took some of it meanwhile: full is full
  }
}

async function until(what: string, holds: () => Promise<boolean>): Promise<number> {
  const began = performance.now()
  while (!(await holds().catch(() => false))) {
    if (performance.now() - began > 180_000) throw new Error(`Not within three minutes: ${what}`)
    await sleep(100)
  }
  return Math.round(performance.now() - began)
}

async function tryDatabase(): Promise<void> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, LECTERN_DEMO: '1', LECTERN_DATA: data, PORT: String(port), LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'ignore'],
  })
  try {
    await until('it starts', async () => (await fetch(`${url}/readyz`)).ok)
    const login = await fetch(`${url}/api/v1/logins`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@demo.example', password: 'ada-demo-1' }),
    })
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
    const seen: Seen = { acknowledged: [], answers: {}, sentence: '' }
    let isOver = false
    let number = 0
    const write = async () => {
      number += 1
      const body = { name: `Course ${number}`, type: 'vilt', description: 'x'.repeat(5_000) }
      const answer = await fetch(`${url}/api/v1/courses`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(30_000),
      })
      const said = (await answer.json()) as { id: string; code?: string; detail?: string }
      const key = answer.ok ? 'saved' : `${answer.status} ${said.code}`
      seen.answers[key] = (seen.answers[key] ?? 0) + 1
      if (answer.ok) seen.acknowledged.push(said.id)
      else if (said.code === 'database-full') seen.sentence = said.detail ?? ''
      return answer.ok
    }
    const writers = Array.from({ length: WRITERS }, async () => {
      while (!isOver) if (!(await write().catch(() => false))) await sleep(50)
    })
    const reads = async () => (await fetch(`${url}/api/v1/courses?limit=1`, { headers: { cookie } })).ok
    await until('some courses are saved', async () => seen.acknowledged.length > 50)
    fill()
    const refused = () => Object.keys(seen.answers).some((key) => key.startsWith('503'))
    await until('a change is refused', async () => refused())
    await sleep(5_000) // while it is full, all go on trying
    const readsWhenFull = await reads().catch(() => false)
    rmSync(ballast, { force: true })
    const before = seen.acknowledged.length
    const backMs = await until('changes are saved again', async () => seen.acknowledged.length > before + 5)
    isOver = true
    await Promise.all(writers)
    const there = new Set<string>()
    for (let cursor = ''; ; ) {
      const page = await fetch(`${url}/api/v1/courses?limit=100${cursor && `&cursor=${cursor}`}`, {
        headers: { cookie },
      })
      const { items, nextCursor } = (await page.json()) as {
        items: { id: string }[]
        nextCursor: string | null
      }
      for (const { id } of items) there.add(id)
      if (!nextCursor) break
      cursor = encodeURIComponent(nextCursor)
    }
    const lost = seen.acknowledged.filter((id) => !there.has(id))
    console.log(
      `Database: ${seen.acknowledged.length} acknowledged, ${lost.length} lost; answers ${JSON.stringify(seen.answers)}; reading while it was full: ${readsWhenFull ? 'yes' : 'no'}; saving again ${backMs} ms after there was space; said: ${seen.sentence || '–'}`,
    )
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}.`)
    if (lost.length > 0) throw new Error(`Lost: ${lost.join(', ')}`)
  } finally {
    child.kill('SIGTERM')
    await new Promise((resolve) =>
      child.exitCode === null ? child.once('exit', resolve) : resolve(undefined),
    )
  }
}

async function tryFilms(): Promise<void> {
  const storage = openStorage({ kind: 'folder', path: films })
  async function* film(megabytes: number) {
    for (let n = 0; n < megabytes; n++) yield Buffer.alloc(1e6, 7)
  }
  const left = () => (existsSync(films) ? readdirSync(films, { recursive: true }).map(String) : [])
  await storage?.put('a/small.mp4', film(2))
  const before = left()
  const error = await storage?.put('a/large.mp4', film(30)).then(
    () => undefined,
    (thrown: NodeJS.ErrnoException) => thrown,
  )
  if (error?.code !== 'ENOSPC') throw new Error(`A full disk was not told of: ${error}`)
  if (left().join() !== before.join()) throw new Error(`What was cut off is still there: ${left()}`)
  const size = await storage?.put('a/fits.mp4', film(10))
  console.log(`Recordings: refused (${error.code}), nothing left of it; ${size} bytes were kept afterwards.`)
}

mount(data, 160)
mount(films, 16)
try {
  await tryFilms()
  await tryDatabase()
} finally {
  for (const at of [data, films]) execFileSync('umount', ['-l', at])
  rmSync(folder, { recursive: true, force: true })
}
