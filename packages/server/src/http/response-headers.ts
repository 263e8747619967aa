import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

/** What a page may load and do. Styles that stand in it need a nonce or a hash; attributes with styles count for nothing. */
const DIRECTIVES = [
  "default-src 'self'",
  "img-src 'self' data:",
  "manifest-src 'self'",
  "worker-src 'self'", // the service worker; no blobs
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';')

/** @param source of the styles that stand in the page: `'nonce-…'` or `'sha256-…'` */
export const contentSecurityPolicy = (source: string): string => `${DIRECTIVES};style-src 'self' ${source}`

/** The source that allows this one text of a `<style>`. */
export const styleHash = (css: string): string =>
  `'sha256-${createHash('sha256').update(css).digest('base64')}'`

/**
 * What every answer says to browsers, made once. No HSTS: the proxy that ends TLS decides that.
 * docs/decisions/0066 says why no package sets them.
 */
export const RESPONSE_HEADERS = {
  'content-security-policy': `${DIRECTIVES};style-src 'self'`,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

/** Routes may say otherwise: a page, what its styles are; a file that people brought, that it may do nothing. */
export function registerResponseHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(RESPONSE_HEADERS)
  })
}
