/** Where the line of a chart turns; no value = it breaks off there. */
export interface Corner {
  /** How many points from the beginning. */
  readonly at: number
  readonly value: number | null
}

/**
 * What the line of a chart is drawn through.
 *
 * @param values null = nothing is known
 * @param isStepped a value holds until the next one, the last one to the edge, and of what is not known nothing is drawn;
 *   else what is known is joined
 */
export function cornersOf(values: readonly (number | null)[], isStepped: boolean): Corner[] {
  const isKnown = (at: number) => values[at] !== null && values[at] !== undefined
  return values.flatMap((value, at): Corner[] => {
    if (value === null) return []
    if (!isStepped || isKnown(at + 1)) return [{ at, value }]
    return [
      { at, value },
      { at: at + 1, value },
      { at: at + 1, value: null },
    ]
  })
}
