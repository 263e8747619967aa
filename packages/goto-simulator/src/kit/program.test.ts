import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'

const program = join(import.meta.dirname, '../main.ts')

/** What the simulator's command says when it does not start. */
async function refusalOf(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const said = await text(child.stderr)
  expect(await ended).toBe(1)
  return said
}

it.each([
  [['--port', 'abc'], '--port abc is not a port. Give a number up to 65535.'],
  [['--host', '192.0.2.1'], /^--host is no address of this machine [(].*EADDRNOTAVAIL.*[)][.] Give one/],
  [['--tls', program], /^--tls .* is not two files[.] Give the key and the certificate: --tls KEY,CERT[.]$/],
  [['--tls', 'none.key,none.pem'], '--tls: none.key can’t be read (ENOENT). Give a PEM file that is there.'],
  [['--public-url', 'foo'], '--public-url foo is no address. Give one with http:// or https://.'],
  [['--data', join(program, 'below')], /^the --data folder can’t be made [(]ENOTDIR.*[)][.] Choose another/],
])('%j is refused in a sentence', async (args, sentence) => {
  const said = (await refusalOf('--port', '0', ...args)).trimEnd()
  expect(said).not.toContain('\n')
  const start = 'The GoTo simulator did not start: '
  expect(said.slice(0, start.length)).toBe(start)
  expect(said.slice(start.length)).toEqual(
    typeof sentence === 'string' ? sentence : expect.stringMatching(sentence),
  )
})

it('names the port that is in use, and the next one', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  expect(await refusalOf('--port', String(port))).toContain(
    `port ${port} is in use. Stop the program that uses it, or choose another: --port ${port + 1}.`,
  )
  await new Promise((resolve) => other.close(resolve))
})
