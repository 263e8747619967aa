import { type Page, sendPageOf } from '@lectern/goto-simulator/kit'
import type { FastifyReply } from 'fastify'

const ZOOM = { name: 'Zoom', home: '/' }

/** Sends a whole page. */
export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return sendPageOf(ZOOM, reply, page)
}
