import type { FastifyRequest } from 'fastify'
import { ForbiddenError } from '../domain/errors.ts'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a change that a page of another site asks for. Browsers say where a request comes from
 * (`Sec-Fetch-Site`, and `Origin` on every unsafe method); programs that are no browsers send neither.
 *
 * @throws {ForbiddenError} `cross-site-request`
 */
export function assertSameSite(request: FastifyRequest): void {
  if (SAFE_METHODS.has(request.method)) return
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new ForbiddenError('cross-site-request')
  const { origin } = request.headers
  if (origin !== undefined && !isOwnOrigin(origin, request.host))
    throw new ForbiddenError('cross-site-request')
}

function isOwnOrigin(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host
}
