import type { FastifyReply } from 'fastify'

/** Ours: a file that players take for an MP4, with no frame in it. */
const HEAD = box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2mp41', 'latin1'))
/** Bytes of the smallest film. */
export const SMALLEST_FILM = HEAD.byteLength + 8

/** A film of a size; each byte says where it stands, so that a part of it can be told from another. */
export function filmOf(bytes: number): Buffer {
  const rest = Buffer.alloc(bytes - SMALLEST_FILM)
  for (let at = 0; at < rest.length; at++) rest[at] = (at * 31 + (at >> 8)) % 251
  return Buffer.concat([HEAD, box('mdat', rest)])
}

/** Sends a film, or the part of it that is asked for. */
export function sendFilm(reply: FastifyReply, film: Buffer, range: string | undefined): FastifyReply {
  reply.type('video/mp4').header('accept-ranges', 'bytes')
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? []
  if (from === '' && to === '') return reply.send(film)
  const begin = from === '' ? Math.max(0, film.byteLength - Number(to)) : Number(from)
  const end = from === '' || to === '' ? film.byteLength - 1 : Math.min(Number(to), film.byteLength - 1)
  if (begin > end) return reply.status(416).header('content-range', `bytes */${film.byteLength}`).send('')
  return reply
    .status(206)
    .header('content-range', `bytes ${begin}-${end}/${film.byteLength}`)
    .send(film.subarray(begin, end + 1))
}

/** One box of a file in ISO's base media format: its length, its name, its contents. */
function box(name: string, contents = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + contents.byteLength)
  head.write(name, 4, 'latin1')
  return Buffer.concat([head, contents])
}
