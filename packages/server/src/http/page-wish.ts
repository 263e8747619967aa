import type { FastifyRequest } from 'fastify'

/** What has an ending is a file, such as a part of an earlier release: no page answers for it, unless one is asked for. */
const FILE = /\.[a-z0-9]{1,8}$/i

/**
 * Whether an address is answered by the web app's page. Whoever takes anything takes a page, as `curl` and monitors do;
 * what the API has not, and whoever takes other things alone, gets a problem.
 */
export function isForPage({ url, headers }: Pick<FastifyRequest, 'url' | 'headers'>): boolean {
  const path = url.split(/[?#]/)[0] ?? ''
  if (/^\/api(\/|$)/.test(path)) return false
  const wish = wishFor(headers.accept ?? '*/*')
  return wish === 'page' || (wish === 'anything' && !FILE.test(path))
}

/** The most exact range that a page is in says whether it is taken: RFC 9110, 12.5.1. */
function wishFor(accept: string): 'page' | 'anything' | 'other' {
  const ranges = new Map(
    accept.split(',').map((range) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
      return [type, weight === undefined || Number(weight) > 0]
    }),
  )
  const exact = ranges.get('text/html') ?? ranges.get('application/xhtml+xml')
  if (exact !== undefined) return exact ? 'page' : 'other'
  return (ranges.get('text/*') ?? ranges.get('*/*') ?? accept.trim() === '') ? 'anything' : 'other'
}
