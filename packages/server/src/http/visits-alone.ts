import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Guards an address whose GET does something, such as letting somebody in: only a person who goes there is let through.
 * What browsers and mail programs load ahead gets 503, so that they go there for good later; HEAD an empty page.
 */
export async function visitsAlone(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const isAhead = isLoadedAhead(request)
  if (!isAhead && request.method !== 'HEAD') return undefined
  return reply
    .status(isAhead ? 503 : 200)
    .headers({ 'cache-control': 'no-store', 'content-type': 'text/html; charset=utf-8' })
    .send('')
}

/** As Chromium and Firefox say it today, and as older ones, Safari and mail programs did. */
function isLoadedAhead({ headers }: FastifyRequest): boolean {
  return ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
    /\b(prefetch|prerender|preview)\b/i.test(String(headers[name] ?? '')),
  )
}
