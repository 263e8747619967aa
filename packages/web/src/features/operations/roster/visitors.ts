import type { Stay } from '../../../api/client.ts'

/** The stays of one whom the report knows by one name and address. */
export interface Visitor {
  readonly first: Stay
  readonly stays: readonly Stay[]
}

/**
 * Who was in the room. Without an address each stay is somebody of their own: people share names.
 *
 * @param stays by when they began
 */
export function visitorsOf(stays: readonly Stay[]): Visitor[] {
  const keyOf = ({ id, name, email, person, role }: Stay) =>
    email === '' ? id : JSON.stringify([name, email, person?.id, role])
  return [...Map.groupBy(stays, keyOf).values()].flatMap((own) =>
    own[0] ? [{ first: own[0], stays: own }] : [],
  )
}
