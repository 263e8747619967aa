import type { FastifyReply, FastifyRequest } from 'fastify'
import { sentence, titleOf } from '../messages/messages.ts'
import { sendPlainPage } from './plain-page.ts'
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
  return sendPlainPage(reply.status(problem.status).header('cache-control', 'no-store'), {
    language,
    title: escapeText(title),
    head: passes ? `<meta http-equiv="refresh" content="${seconds}">` : '',
    body: `<main><h1>${escapeText(title)}</h1><p role="status">${escapeText(detail)}</p></main>`,
  })
}

export function secondsUntilAgain(told: number, random: () => number): number {
  return told + Math.floor(random() * (SPREAD_SECONDS + 1))
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
