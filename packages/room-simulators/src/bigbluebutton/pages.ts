import { type Page, sendPageOf } from '@lectern/goto-simulator/kit'
import type { FastifyReply } from 'fastify'

const BIGBLUEBUTTON = { name: 'BigBlueButton', home: '/' }

/** Sends a whole page. */
export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return sendPageOf(BIGBLUEBUTTON, reply, page)
}
