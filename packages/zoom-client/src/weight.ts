/** How much a call weighs: Zoom counts each weight by itself. */
export type ZoomWeight = 'light' | 'medium' | 'heavy'

/** Documented, of the calls that this client makes. What is not in it is taken to be medium. */
const WEIGHTS: readonly (readonly [method: string, path: RegExp, weight: ZoomWeight])[] = [
  ['GET', /^\/report\//, 'heavy'],
  ['POST', /\/batch_registrants$/, 'heavy'],
  ['POST', /^\/(meetings|webinars)\/[^/]+\/registrants$/, 'light'],
  ['GET', /^\/(meetings|webinars)\/[^/]+(\/recordings)?$/, 'light'],
  ['PATCH', /^\/(meetings|webinars)\/[^/]+$/, 'light'],
  ['DELETE', /^\/(meetings|webinars)\/[^/]+$/, 'light'],
  ['GET', /^\/users\/[^/]+$/, 'light'],
]

/** @param request its path as `/users/…` */
export function weightOf(request: { readonly method: string; readonly path: string }): ZoomWeight {
  const found = WEIGHTS.find(([method, path]) => method === request.method && path.test(request.path))
  return found?.[2] ?? 'medium'
}

/** Whether a call makes or changes a meeting or webinar, of which a host has a hundred a day (documented). */
export function isHostChange({ method, path }: { readonly method: string; readonly path: string }): boolean {
  return (
    (method === 'POST' && /^\/users\/[^/]+\/(meetings|webinars)$/.test(path)) ||
    (method === 'PATCH' && /^\/(meetings|webinars)\/[^/]+$/.test(path))
  )
}

/** Documented: from midnight to midnight, UTC. */
export const HOST_CHANGES_PER_DAY = 100
