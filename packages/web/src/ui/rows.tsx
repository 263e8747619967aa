import type { ReactNode } from 'react'
import { Link } from 'wouter'
import classes from './rows.module.css'

/** A dense list whose rows are links: one line on wide screens, stacked on phones. */
export function Rows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={classes.rows} aria-label={label}>
      {children}
    </ul>
  )
}

interface RowProps {
  href: string
  title: string
  /** What stands before the title, such as a small picture. */
  picture?: ReactNode
  /** Short facts beside the title, at most eight, each in a column of its own. */
  facts: readonly ReactNode[]
}

export function Row({ href, title, picture, facts }: RowProps) {
  return (
    <li className={classes.row}>
      <span className={classes.picture}>{picture}</span>
      <Link href={href} className={classes.title}>
        {title}
      </Link>
      {facts.map((fact, index) => (
        // Also without a value: what is known of each row stands below that of the row before.
        // biome-ignore lint/suspicious/noArrayIndexKey: facts have fixed places
        <span key={index} className={classes.fact}>
          {fact}
        </span>
      ))}
    </li>
  )
}
