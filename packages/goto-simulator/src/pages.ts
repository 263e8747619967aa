import type { FastifyReply } from 'fastify'
import { type Page, sendPageOf } from './kit/pages.ts'

const GOTO = { name: 'GoTo', home: '/developer' }

/** Sends a whole page. */
export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return sendPageOf(GOTO, reply, page)
}
