import type { ReactNode } from 'react'
import classes from './state-badge.module.css'

export type Tone = 'good' | 'neutral' | 'warning' | 'bad'

/** A state in a word. The color only repeats what the word says. */
export function StateBadge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {children}
    </span>
  )
}
