import type { FastifyReply, FastifyRequest } from 'fastify'
import type { World } from './world.ts'

/** Refuses as Zoom does: a code of its own in the body, beside the status. */
export function refuse(
  reply: FastifyReply,
  status: number,
  code: number,
  message: string,
  errors?: readonly FieldRefusal[],
): FastifyReply {
  return reply.status(status).send({ code, message, ...(errors ? { errors } : {}) })
}

export interface FieldRefusal {
  readonly field: string
  readonly message: string
}

/** Documented: a body that breaks rules is refused as a whole, and each field is named. */
export function refuseFields(reply: FastifyReply, errors: readonly FieldRefusal[]): FastifyReply {
  return refuse(reply, 400, 300, 'Validation Failed.', errors)
}

/** To the second, as Zoom writes it: `2026-12-01T09:00:00Z`. */
export function instant(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}

/** A number as Zoom sends it: below 2^53. */
export const numberOf = (id: string): number => Number(id)

const PAGE_SIZE = 30
const PAGE_SIZE_MAX = 300

/**
 * A page of rows, and the secret that leads to the next one.
 *
 * @param byNumber documented of webinars: pages have numbers from 1 on, and no secret leads to one
 * @returns undefined where a refusal was sent
 */
export function pageOf<T>(
  world: World,
  request: FastifyRequest,
  reply: FastifyReply,
  rows: readonly T[],
  { byNumber = false } = {},
): { readonly rows: readonly T[]; readonly fields: object } | undefined {
  const query = request.query as { page_size?: string; page_number?: string; next_page_token?: string }
  const size = query.page_size === undefined ? PAGE_SIZE : Number(query.page_size)
  if (!Number.isInteger(size) || size < 1 || size > PAGE_SIZE_MAX) {
    refuse(reply, 400, 300, `The value of page_size must be from 1 to ${PAGE_SIZE_MAX}.`)
    return undefined
  }
  const path = request.url.split('?')[0] ?? ''
  const token = byNumber ? '' : query.next_page_token
  const numbered = byNumber ? (Number(query.page_number ?? 1) - 1) * size : 0
  const begin = token ? world.pages.find(token, path, world.now()) : numbered
  if (begin === undefined) {
    refuse(reply, 400, 300, 'The next page token is invalid or expired.')
    return undefined
  }
  const end = begin + size
  const expiresAt = world.now() + world.behavior.pageTokenSeconds * 1000
  return {
    rows: rows.slice(begin, end),
    fields: {
      page_size: size,
      page_count: Math.ceil(rows.length / size),
      total_records: rows.length,
      // Documented: an empty text on the last page.
      ...(byNumber ? { page_number: begin / size + 1 } : {}),
      next_page_token: end < rows.length ? world.pages.add({ path, begin: end, expiresAt }) : '',
    },
  }
}

interface PageMark {
  readonly path: string
  readonly begin: number
  readonly expiresAt: number
}

/** Secrets that lead to next pages. */
export class PageTokens {
  readonly #marks = new Map<string, PageMark>()

  add(mark: PageMark): string {
    const token = `page${this.#marks.size + 1}x${Math.random().toString(36).slice(2)}`
    this.#marks.set(token, mark)
    return token
  }

  /** @returns where the page begins; undefined for a token that is dead or of another list */
  find(token: string, path: string, now: number): number | undefined {
    const mark = this.#marks.get(token)
    return mark && mark.path === path && mark.expiresAt > now ? mark.begin : undefined
  }
}
