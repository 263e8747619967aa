import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import pino from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { registerProblems } from './problem.ts'
import { RESPONSE_HEADERS } from './response-headers.ts'
import { drain, type Patience, registerConnectionRules, serverOptions } from './server.ts'

const apps: FastifyInstance[] = []
afterEach(async () => {
  for (const app of apps.splice(0)) await drain(app, 0)
})

const HURRY: Patience = { headersMs: 300, requestMs: 1500, bodyPauseMs: 300, lookEveryMs: 50 }

/** A server with one address that takes a body, one that answers slowly in pieces, and one that says what it sees. */
async function serve(patience: Patience = HURRY, trust: number | string[] | false = false) {
  const options = serverOptions(trust, pino({ level: 'silent' }), patience)
  const app = Fastify(options) as unknown as FastifyInstance
  apps.push(app)
  app.decorateRequest('reader')
  registerConnectionRules(app, patience)
  registerProblems(app)
  app.post('/bodies', (request) => ({ took: request.body }))
  app.get('/seen/:id', ({ ip, host, protocol }) => ({ ip, host, protocol }))
  app.get('/asked/:id', ({ host, url }) => ({ host, url }))
  app.route({ method: ['GET', 'POST'], url: '/slow', handler: slowly })
  async function slowly(_request: FastifyRequest, reply: FastifyReply) {
    reply.hijack()
    reply.raw.writeHead(200)
    for (let piece = 0; piece < 6; piece++) {
      reply.raw.write(`${piece};`)
      await wait(patience.bodyPauseMs / 2)
    }
    reply.raw.end('end')
  }
  await app.listen({ port: 0 })
  const { port } = app.server.address() as { port: number }
  return { app, port }
}

/** Sends pieces of a request, and gives all that comes back until the connection ends. */
function talk(port: number, ...pieces: (string | number)[]): Promise<string> & { socket: Socket } {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', (bytes) => {
    answer += bytes
  })
  socket.on('error', () => {}) // a connection that is cut is what some of these are about
  const whole = new Promise<string>((resolve) => socket.once('close', () => resolve(answer)))
  void (async () => {
    for (const piece of pieces) {
      if (typeof piece === 'number') await wait(piece)
      else socket.write(piece)
    }
  })()
  return Object.assign(whole, { socket })
}

const post = (path: string, length: number) =>
  `POST ${path} HTTP/1.1\r\nHost: x.example\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`
const get = (path: string, headers = '') =>
  `GET ${path} HTTP/1.1\r\nHost: x.example\r\nConnection: close\r\n${headers}\r\n`

describe('a client that does not go on', () => {
  it('is cut within its headers, and told', async () => {
    const { port } = await serve()
    const answer = await talk(port, 'GET /seen/1 HTTP/1.1\r\nHost: x.example\r\nAccept-Language: it\r\nX: ')
    expect(answer).toMatch(/^HTTP\/1.1 408 /)
    expect(answer).toContain('application/problem+json')
    expect(answer).toContain('"code":"request-too-slow"')
    for (const [name, value] of Object.entries(RESPONSE_HEADERS))
      expect(answer).toContain(`${name}: ${value}`)
  })

  it('is cut within its body', async () => {
    const { port } = await serve()
    expect(await talk(port, post('/bodies', 100), '{"half":')).not.toContain('200 OK')
  })

  it('is cut when it sends a byte now and then for ever', async () => {
    const { port } = await serve()
    const drip = Array.from({ length: 60 }, () => [' ', 100]).flat()
    expect(await talk(port, post('/bodies', 1000), ...drip)).not.toContain('200 OK')
  })

  it('is none that pauses for less', async () => {
    const { port } = await serve({ ...HURRY, requestMs: 60_000, bodyPauseMs: 30_000 })
    const pause = 100
    const answer = await talk(port, post('/bodies', 9), '{"a"', pause, ':"b"', pause, '}')
    expect(answer).toContain('{"took":{"a":"b"}}')
  })

  it('is none while the answer takes its time', async () => {
    const { port } = await serve()
    expect(await talk(port, post('/slow', 2), '{}')).toContain('end')
    expect(await talk(port, get('/slow'))).toContain('end')
  })
})

describe('a server that stops', () => {
  it('does so in time, whatever is half-sent, idle or streamed', async () => {
    const patient = { headersMs: 60_000, requestMs: 60_000, bodyPauseMs: 60_000, lookEveryMs: 1000 }
    const { app, port } = await serve(patient)
    const clients = [
      talk(port, post('/bodies', 100), '{"half":'),
      talk(port, 'GET /seen/1 HTTP/1.1\r\nHost: x'),
      talk(port, 'GET /seen/1 HTTP/1.1\r\nHost: x.example\r\n\r\n'),
      talk(port, post('/slow', 2), '{}'),
      talk(port),
    ]
    await Promise.all(clients.map(({ socket }) => new Promise((done) => socket.once('connect', done))))
    await expect
      .poll(() => new Promise((done) => app.server.getConnections((_, count) => done(count))))
      .toBe(5)
    await drain(app, 500)
    await Promise.all(clients)
  })

  it('lets what is running end', async () => {
    const { app, port } = await serve()
    const running = talk(port, post('/slow', 2), '{}')
    await new Promise((done) => running.socket.once('data', done))
    await drain(app, 10_000)
    expect(await running).toContain('end')
  })
})

describe('what is no request', () => {
  it.each([
    ['bad encoding of an address', get('/seen/%E0%A4%A'), 400, 'url-malformed'],
    ['a parameter of any length', get(`/seen/${'a'.repeat(2000)}`), 414, 'url-too-long'],
    ['another spelling of an address', get('/%73een/1'), 404, 'route-not-found'],
    ['large headers', get('/seen/1', `X: ${'a'.repeat(40_000)}\r\n`), 431, 'headers-too-large'],
    ['two hosts', get('/seen/1', 'Host: y.example\r\n'), 422, 'host-twice'],
    ['no host', 'GET /seen/1 HTTP/1.1\r\nConnection: close\r\n\r\n', 400, undefined],
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'request-malformed'],
    [
      'two lengths',
      'POST /bodies HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
      400,
      'request-malformed',
    ],
    [
      'a length and chunks',
      'POST /bodies HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'request-malformed',
    ],
    ['JSON that is none', `${post('/bodies', 1)}{`, 400, 'body-unreadable'],
    ['no such address', get('/nowhere'), 404, 'route-not-found'],
  ])('is answered as a problem, in the language of who asks: %s', async (_what, request, status, code) => {
    const { port } = await serve()
    const answer = await talk(port, request.replace('\r\n', '\r\nAccept-Language: it-IT,it\r\n'))
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    if (code === undefined) return // the parser of Node.js answers that by itself
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json; charset=utf-8')
    const problem = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))
    expect(problem).toMatchObject({ status, code, instance: expect.stringMatching(/^urn:uuid:/) })
    expect(problem.title).toMatch(/Richiesta|Intestazioni|Indirizzo|Due host|Non leggibile/)
  })
})

it('knows an address that stands there with scheme and host, and answers for the host of the header', async () => {
  const { port } = await serve()
  for (const written of ['http://y.example/asked/%31', 'HTTP://y.example:81/asked/%31', '/asked/%31']) {
    const answer = await talk(port, get(written))
    expect([written, answer.slice(0, 15)]).toEqual([written, 'HTTP/1.1 200 OK'])
    expect(answer).toContain('{"host":"x.example","url":"/asked/%31"}')
  }
})

describe('proxies that are trusted', () => {
  const forged = {
    'x-forwarded-for': '10.9.9.9, 203.0.113.7',
    'x-forwarded-host': 'forged.example, real.example',
    'x-forwarded-proto': 'http, https',
  }
  const seenBy = async (trust: number | string[] | false, headers: object, remoteAddress = '10.0.0.1') => {
    const { app } = await serve(HURRY, trust)
    const answer = await app.inject({
      url: '/seen/1',
      headers: { host: 'own.example', ...headers },
      remoteAddress,
    })
    return answer.json()
  }

  it('are none as long as nobody says so', async () => {
    expect(await seenBy(false, forged)).toEqual({ ip: '10.0.0.1', host: 'own.example', protocol: 'http' })
  })

  it('are counted: one proxy says who asks it, and a client no other address', async () => {
    expect(await seenBy(1, forged)).toEqual({ ip: '203.0.113.7', host: 'real.example', protocol: 'https' })
    expect((await seenBy(1, { 'x-forwarded-for': '203.0.113.7' })).ip).toBe('203.0.113.7')
    expect((await seenBy(1, {})).ip).toBe('10.0.0.1')
    expect((await seenBy(2, { 'x-forwarded-for': 'forged, 198.51.100.1, 203.0.113.7' })).ip).toBe(
      '198.51.100.1',
    )
  })

  it('are named: nobody else is believed', async () => {
    const trust = ['10.0.0.1', '192.168.0.0/16']
    expect(await seenBy(trust, forged)).toEqual({
      ip: '203.0.113.7',
      host: 'real.example',
      protocol: 'https',
    })
    expect((await seenBy(trust, { 'x-forwarded-for': '198.51.100.1, 203.0.113.7, 192.168.3.4' })).ip).toBe(
      '203.0.113.7',
    )
    expect(await seenBy(trust, forged, '10.0.0.2')).toEqual({
      ip: '10.0.0.2',
      host: 'own.example',
      protocol: 'http',
    })
  })
})

it('says of a failure what was asked and by which request, and nothing that stood in it', async () => {
  const lines: string[] = []
  const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) })
  const app = Fastify(serverOptions(false, log, HURRY)) as unknown as FastifyInstance
  apps.push(app)
  app.decorateRequest('reader')
  registerProblems(app)
  app.post('/things/:token', () => {
    throw new Error('broken')
  })
  const answer = await app.inject({
    method: 'POST',
    url: '/things/secret?word=hidden',
    payload: { text: 'private' },
  })
  const requestId = answer.json().instance.replace('urn:uuid:', '')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      method: 'POST',
      route: '/things/:token',
      requestId,
      status: 500,
      code: 'internal-error',
      err: { message: 'broken' },
    },
  ])
  expect(lines.join()).not.toMatch(/secret|hidden|private/)
})
