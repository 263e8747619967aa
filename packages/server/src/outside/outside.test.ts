import { promises } from 'node:dns'
import { createServer, type RequestListener, type Server } from 'node:http'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../../test/free-port.ts'
import { type Dns, startDns } from '../../test/test-dns.ts'
import { createOutside } from './outside.ts'
import { OutsideError } from './outside-error.ts'

/** Plays the Internet; every other address of this machine is its private network. */
const PUBLIC = '127.0.0.2'

let dns: Dns
let port: number
const servers: Server[] = []
/** Requests that came to the private address. */
let insideHits = 0
let answer: RequestListener

beforeAll(async () => {
  dns = await startDns()
  port = await freePort()
  const serve = (listener: RequestListener, address: string) =>
    new Promise<void>((resolve, reject) => {
      const server = createServer(listener)
      server.once('error', reject)
      server.listen(port, address, () => {
        servers.push(server)
        resolve()
      })
    })
  await serve((request, response) => answer(request, response), PUBLIC)
  const inside: RequestListener = (_, response) => {
    insideHits++
    response.end('inside')
  }
  await serve(inside, '127.0.0.1')
  await serve(inside, '::1').catch(({ code }) => expect(code).toMatch(/EADDRNOTAVAIL|EAFNOSUPPORT/)) // a machine without IPv6
})
afterAll(async () => {
  for (const server of servers) server.closeAllConnections()
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  await dns.stop()
})
beforeEach(() => {
  insideHits = 0
  answer = (_, response) => response.setHeader('connection', 'close').end('outside')
})

/** Looks names up at the test's name server, both families, as the machine does. */
function asked(settings: { timeoutMs?: number; allowsPrivate?: boolean } = {}) {
  const resolver = new promises.Resolver()
  resolver.setServers([dns.address])
  return createOutside({
    dnsServers: [dns.address],
    allowsPrivate: false,
    isPublic: (address) => address === PUBLIC,
    async lookup(name) {
      const found = await Promise.all([
        resolver.resolve4(name).catch(() => []),
        resolver.resolve6(name).catch(() => []),
      ])
      return found.flatMap((list, at) => list.map((address) => ({ address, family: at === 0 ? 4 : 6 })))
    },
    ...settings,
  })
}

const read = async (outside: ReturnType<typeof asked>, url: string, init?: RequestInit) =>
  (await outside.fetch(url, init)).text()

describe('a name', () => {
  it('whose second answer is another one is asked at the address that was checked', async () => {
    dns.addresses.set('changing.example', (turn) => (turn === 1 ? [PUBLIC] : ['127.0.0.1']))
    expect(await read(asked(), `http://changing.example:${port}/`)).toBe('outside')
    expect(dns.turns.get('A changing.example')).toBe(1)
    expect(insideHits).toBe(0)
  })

  it('that leads into the private network by any of its addresses is not asked', async () => {
    const answers = {
      'inside.example': ['127.0.0.1'],
      'both.example': [PUBLIC, '127.0.0.1'],
      'six.example': ['::1'],
      'four-and-six.example': [PUBLIC, '::1'],
      'mapped.example': ['::ffff:127.0.0.1'],
      'nat64.example': ['64:ff9b::7f00:1'],
    }
    for (const [name, list] of Object.entries(answers)) {
      dns.addresses.set(name, () => list)
      for (const url of [`http://${name}:${port}/`, `http://${name}.:${port}/`, `https://${name}:${port}/`])
        await expect(asked().fetch(url), url).rejects.toThrow(/private network|has no address/)
    }
    dns.addresses.set('later.example', (turn) => (turn === 1 ? [PUBLIC] : ['127.0.0.1']))
    const outside = asked()
    expect(await read(outside, `http://later.example:${port}/`)).toBe('outside')
    await expect(read(outside, `http://later.example:${port}/`)).rejects.toThrow(/private network/)
    expect(insideHits).toBe(0)
  })

  it('may lead there where that is allowed', async () => {
    dns.addresses.set('company.example', () => ['127.0.0.1'])
    expect(await read(asked({ allowsPrivate: true }), `http://company.example:${port}/`)).toBe('inside')
  })

  it('that is nobody’s, or a port where nobody is, is said so', async () => {
    await expect(asked().fetch('http://nobody.example/')).rejects.toThrow('nobody.example has no address')
    await expect(asked().fetch(`http://${PUBLIC}:1/`)).rejects.toThrow(/ECONNREFUSED|bad port/)
    await expect(asked().fetch('http://a@b@c/')).rejects.toBeInstanceOf(OutsideError)
  })
})

it.each([
  ...['127.0.0.1', 'localhost', 'localhost.', '127.0.0.1.', '127.1', '0x7f.1', '0x7f000001', '0177.0.0.1'],
  ...[
    '2130706433',
    '0',
    '0.0.0.0',
    '017700000001',
    '127.000.000.001',
    '①②⑦.0.0.1',
    '127。0。0。1',
    '%31%32%37.0.0.1',
  ],
  ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[0:0:0:0:0:0:0:1]'],
  ...['[::ffff:0:7f00:1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[fe80::1]', '[fec0::1]', '[fd00::1]'],
  ...['169.254.169.254', '10.0.0.1', '198.18.0.1', '192.0.0.1', '224.0.0.1', '255.255.255.255', '[ff02::1]'],
])('asks nothing at the private address %s, however it is written', async (host) => {
  const strict = createOutside({ dnsServers: [], allowsPrivate: false })
  await expect(strict.fetch(`http://${host}:${port}/`)).rejects.toThrow(/private network|ENOTFOUND|EAI_AGAIN/)
  expect(insideHits).toBe(0)
})

it.each([
  'data:text/plain,hello',
  'file:///etc/hostname',
  'ftp://8.8.8.8/',
  'blob:nodedata:1',
  'x',
  '',
  'http:',
])('asks %j not at all: it is no address of the web', async (url) => {
  await expect(asked().fetch(url)).rejects.toBeInstanceOf(OutsideError)
})

it('asks nothing of an address with a password in it, and says the password to nobody', async () => {
  for (const url of [`http://ada:hush@${PUBLIC}:${port}/`, 'ftp://hush@8.8.8.8/']) {
    const found = asked()
    for (const asking of [found.fetch(url), found.stream(url, { maxBytes: 100 })]) {
      const error = await asking.then(() => undefined).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(OutsideError)
      expect(inspect(error)).toContain('leave them out')
      expect(inspect(error)).not.toContain('hush')
    }
  }
})

it.each([301, 302, 303, 307, 308])('follows no redirect (%i), whoever asks for it', async (status) => {
  answer = (_, response) =>
    response.writeHead(status, { location: `http://127.0.0.1:${port}/`, connection: 'close' }).end('there')
  const found = await asked().fetch(`http://${PUBLIC}:${port}/`, {
    redirect: 'follow',
    headers: { authorization: 'secret' },
  })
  expect([found.status, await found.text()]).toEqual([status, 'there'])
  expect(insideHits).toBe(0)
})

describe('an answer', () => {
  const url = () => `http://${PUBLIC}:${port}/`

  it('comes with its status and headers, and may be empty', async () => {
    answer = (_, response) => response.writeHead(201, { 'x-two': ['a', 'b'], connection: 'close' }).end('yes')
    const found = await asked().fetch(url(), { method: 'POST', body: new URLSearchParams({ a: 'b' }) })
    expect([found.status, found.headers.get('x-two'), await found.text()]).toEqual([201, 'a, b', 'yes'])
    answer = (_, response) => response.writeHead(204, { connection: 'close' }).end()
    expect(await read(asked(), url())).toBe('')
  })

  it('that is too large is cut, also one that is small while it travels', async () => {
    const large = Buffer.alloc(20_000_000)
    const packed = gzipSync(large)
    expect(packed.length).toBeLessThan(100_000)
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed)
    await expect(read(asked(), url())).rejects.toThrow(/larger than 1000 kB/)
    answer = (_, response) => response.end(large)
    const error = await read(asked(), url()).catch((failure: unknown) => failure)
    expect(error).toBeInstanceOf(OutsideError)
  })

  it('that is too slow is cut, before and within its body', async () => {
    answer = () => {}
    await expect(read(asked({ timeoutMs: 50 }), url())).rejects.toBeInstanceOf(OutsideError)
    answer = (_, response) => void response.write('{')
    await expect(read(asked({ timeoutMs: 300 }), url())).rejects.toBeInstanceOf(OutsideError)
  })

  it('that breaks off is a failure', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half')
      setImmediate(() => response.destroy())
    }
    await expect(read(asked(), url())).rejects.toBeInstanceOf(OutsideError)
  })
})

it('reads TXT records, and says when the name server does not answer', async () => {
  dns.records.set('_lectern.example', 'one')
  expect(await asked().textRecords('_lectern.example')).toEqual(['one'])
  expect(await asked().textRecords('_other.example')).toEqual([])
})

describe('a file', () => {
  const url = () => `http://${PUBLIC}:${port}/`
  const large = Buffer.alloc(3_000_000, 1)

  it('may be larger than an answer, and is cut where it is larger than a file may be', async () => {
    answer = (_, response) => response.end(large)
    const whole = await asked().stream(url(), { maxBytes: 5_000_000 })
    expect((await whole.arrayBuffer()).byteLength).toBe(large.length)
    const cut = await asked().stream(url(), { maxBytes: 1_000_000 })
    await expect(cut.arrayBuffer()).rejects.toBeInstanceOf(OutsideError)
  })

  it('comes in the part that was asked for', async () => {
    answer = ({ headers }, response) =>
      response.writeHead(206, { 'content-range': 'bytes 0-4/5', connection: 'close' }).end(headers.range)
    const part = await asked().stream(url(), { headers: { range: 'bytes=0-4' }, maxBytes: 100 })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      'bytes 0-4/5',
      'bytes=0-4',
    ])
  })

  it.each([301, 302, 303, 307, 308])(
    'is followed where it lies (%i), and takes no secret elsewhere',
    async (status) => {
      dns.addresses.set('elsewhere.example', () => [PUBLIC])
      const seen: (string | undefined)[] = []
      answer = ({ url: path, headers }, response) => {
        seen.push(headers['x-secret'] as string | undefined)
        if (path === '/file') return response.setHeader('connection', 'close').end(`film ${headers.range}`)
        const location = path === '/' ? '/next' : `http://elsewhere.example:${port}/file`
        return response.writeHead(status, { location, connection: 'close' }).end('there')
      }
      const file = await asked().stream(url(), {
        headers: { 'x-secret': 's', range: 'bytes=0-' },
        maxBytes: 100,
      })
      expect([await file.text(), seen]).toEqual(['film bytes=0-', ['s', 's', undefined]])
    },
  )

  it('leads into no private network, also by a redirect', async () => {
    answer = (_, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${port}/`, connection: 'close' }).end()
    await expect(asked().stream(url(), { maxBytes: 100 })).rejects.toThrow(/private network/)
    answer = (_, response) =>
      response.writeHead(302, { location: 'file:///etc/passwd', connection: 'close' }).end()
    await expect(asked().stream(url(), { maxBytes: 100 })).rejects.toThrow(/no address of the web/)
    expect(insideHits).toBe(0)
  })

  it('that leads in a circle is given up', async () => {
    answer = (_, response) => response.writeHead(302, { location: '/', connection: 'close' }).end()
    await expect(asked().stream(url(), { maxBytes: 100 })).rejects.toThrow(/on and on/)
  })
})
