import type { FastifyRequest } from 'fastify'

/** Scheme and host as the browser sees them: `https://training.example.com`. */
export function originOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`
}
