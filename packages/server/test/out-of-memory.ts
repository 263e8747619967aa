import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'

// npm run try:out-of-memory: imports that are too much for the heap, and writers beside them. Who watches over the process (systemd,
// Kubernetes; here this program) starts it again; nothing that was acknowledged may be lost.

const HEAP_MB = Number(process.env.LECTERN_HEAP_MB ?? 110)
const IMPORTS = Number(process.env.LECTERN_IMPORTS ?? 24)
const main = new URL('../src/main.ts', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'lectern-memory-'))
chmodSync(folder, 0o755)
const port = await freePort()
const url = `http://localhost:${port}/api/v1`
const ends: string[] = []
const acknowledged: string[] = []
const answers: Record<string, number> = {}
let child: ChildProcess | undefined
let isOver = false
let cookie = ''

function start(): void {
  child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, main], {
    env: {
      ...process.env,
      LECTERN_DEMO: '1',
      LECTERN_DATA: join(folder, 'data'),
      PORT: String(port),
      LOG_LEVEL: 'warn',
    },
    stdio: 'ignore',
  })
  child.once('exit', (code, signal) => {
    if (isOver) return
    ends.push(String(signal ?? code))
    start()
  })
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const began = performance.now()
  while (!(await holds().catch(() => false))) {
    if (performance.now() - began > 240_000) throw new Error(`Not within four minutes: ${what}`)
    await sleep(100)
  }
}

async function post(path: string, body: object) {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  })
  const said = (await answer.json()) as { id: string; code?: string }
  const key = `${path} ${answer.status}${said.code ? ` ${said.code}` : ''}`
  answers[key] = (answers[key] ?? 0) + 1
  return { answer, said }
}

const isReady = async () => (await fetch(`http://localhost:${port}/readyz`)).ok
start()
try {
  await until('it starts', isReady)
  const login = await fetch(`${url}/logins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ada@demo.example', password: 'ada-demo-1' }),
  })
  cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
  const rows = Array.from(
    { length: 20_000 },
    (_, n) => `First ${n},Last ${n},${'x'.repeat(50)}${n}@x.example`,
  )
  const csv = `First name,Last name,Email\n${rows.join('\n')}`
  const cut = () => {
    answers['no answer'] = (answers['no answer'] ?? 0) + 1
  }
  const writer = (async () => {
    for (let n = 0; !isOver; n++) {
      const { answer, said } = await post('/courses', { name: `Course ${n}`, type: 'vilt' }).catch(() => ({
        answer: { ok: false },
        said: { id: '' },
      }))
      if (answer.ok) acknowledged.push(said.id)
      else await sleep(100)
    }
  })()
  await Promise.all(
    Array.from({ length: IMPORTS }, () =>
      post('/people/imports', { text: csv, save: true, invite: false }).catch(cut),
    ),
  )
  await until('it answers again', isReady)
  const before = acknowledged.length
  await until('changes are saved again', async () => acknowledged.length > before + 5)
  isOver = true
  await writer
  const there = new Set<string>()
  for (let cursor = ''; ; ) {
    const page = await fetch(`${url}/courses?limit=100${cursor && `&cursor=${cursor}`}`, {
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
  const lost = acknowledged.filter((id) => !there.has(id))
  console.log(
    `${ends.length} ends (${[...new Set(ends)].join(', ') || '–'}), ${acknowledged.length} acknowledged, ${lost.length} lost; answers ${JSON.stringify(answers)}`,
  )
  if (lost.length > 0) throw new Error(`Lost: ${lost.join(', ')}`)
} finally {
  isOver = true
  const ended = new Promise((resolve) => child?.once('exit', resolve))
  child?.kill('SIGTERM')
  await ended
  rmSync(folder, { recursive: true, force: true })
}
