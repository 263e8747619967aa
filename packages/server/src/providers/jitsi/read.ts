// What a service sends is read field by field: anybody can send anything.

export function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** Empty for what is no object. */
export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** @param value milliseconds; undefined for what is no instant of these centuries */
export function instantOf(value: unknown): Date | undefined {
  const isInstant = typeof value === 'number' && value > 0 && value < 253_402_300_800_000
  return isInstant ? new Date(value) : undefined
}
