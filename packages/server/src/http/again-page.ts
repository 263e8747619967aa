import type { FastifyReply, FastifyRequest } from 'fastify'
import { sentence, titleOf } from '../messages/messages.ts'
import { logFailure, toProblem } from './problem.ts'

/** Seconds over which the tries of many people are spread. */
const SPREAD_SECONDS = 5
const DEFAULT_SECONDS = 5

/**
 * Answers a failure of an address that people visit with a page of one sentence. What passes by itself (too many at
 * once, the database away) is tried again by the page, later and not by everybody at the same moment.
 */
export function sendAgainPage(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error, request)
  if (problem.status >= 500) logFailure(request, error, problem)
  const { language } = request.reader
  const passes = problem.status === 429 || problem.status === 503
  const told = Number(reply.getHeader('retry-after')) || DEFAULT_SECONDS
  const seconds = secondsUntilAgain(told, request.ctx.random)
  const { title, detail } = passes
    ? {
        title: titleOf('entrance-again', request.reader),
        detail: sentence('entrance-again', { seconds }, request.reader),
      }
    : problem
  if (passes) reply.header('retry-after', String(seconds))
  return reply
    .status(problem.status)
    .headers({ 'cache-control': 'no-store', 'content-type': 'text/html; charset=utf-8' })
    .send(`<!doctype html><html lang="${language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">${passes ? `<meta http-equiv="refresh" content="${seconds}">` : ''}
<meta name="color-scheme" content="light dark"><title>${escapeText(title)}</title></head>
<body style="font: 18px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1rem">
<main><h1 style="font-size: 1.4rem">${escapeText(title)}</h1><p role="status">${escapeText(detail)}</p></main>
</body></html>`)
}

export function secondsUntilAgain(told: number, random: () => number): number {
  return told + Math.floor(random() * (SPREAD_SECONDS + 1))
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
