/**
 * The machine's own limit: nothing but node:http and pg. `/read` reads one whole row by its key and answers it as JSON, `/write`
 * reads it and adds one, `/page` sends a page from memory.
 *
 * Environment: `DATABASE` is a pg.ClientConfig as JSON, `ROW` the keys that rows are read and written with.
 */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'

const { platformId, eventId, personId, page } = JSON.parse(process.env.ROW ?? '{}')
const pool = new pg.Pool({ ...JSON.parse(process.env.DATABASE ?? '{}'), max: 16 })

const READ = {
  name: 'read',
  text: 'select * from events where platform_id = $1 and id = $2',
  values: [platformId, eventId],
}
const write = () => ({
  name: 'write',
  text: `insert into event_entries (platform_id, id, event_id, person_id, role, entered_at)
    values ($1, $2, $3, $4, 'learner', now())`,
  values: [platformId, randomUUID(), eventId, personId],
})

const server = createServer(async (request, response) => {
  if (request.url === '/page') return response.setHeader('content-type', 'text/html').end(page)
  const { rows } = await pool.query(READ)
  if (request.url === '/write') {
    await pool.query(write())
    return response.writeHead(302, { location: '/room' }).end()
  }
  return response.setHeader('content-type', 'application/json').end(JSON.stringify(rows[0]))
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
process.once('SIGTERM', () => process.exit(0))
