/** How people say how long something is kept. */
export const units = ['years', 'months', 'days'] as const
export type Unit = (typeof units)[number]

/** A year has a leap day in four, a month is its twelfth: ten years are 3653 days. */
const DAYS: Record<Unit, number> = { years: 365.25, months: 365.25 / 12, days: 1 }

/** Rounded up: it is never kept shorter than it says. */
export function toDays(amount: number, unit: Unit): number {
  return Math.ceil(amount * DAYS[unit])
}

/** The largest unit in which it is a whole number. */
export function fromDays(days: number): { amount: number; unit: Unit } {
  for (const unit of units) {
    const amount = Math.floor(days / DAYS[unit])
    // 365 days are a year, too.
    for (const one of [amount, amount + 1])
      if (one > 0 && (toDays(one, unit) === days || Math.floor(one * DAYS[unit]) === days))
        return { amount: one, unit }
  }
  return { amount: days, unit: 'days' }
}
