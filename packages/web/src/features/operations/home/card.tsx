import { type ReactNode, useId } from 'react'
import classes from './home.module.css'

interface CardProps {
  title: string
  /** Beside the title: a number, or the way to more. */
  aside?: ReactNode
  children: ReactNode
}

/** A part of the home under its heading. */
export function Card({ title, aside, children }: CardProps) {
  const id = useId()
  return (
    <section className={classes.card} aria-labelledby={id}>
      <div className={classes.cardHead}>
        <h2 id={id} className={classes.cardTitle}>
          {title}
        </h2>
        {aside && <div className={classes.aside}>{aside}</div>}
      </div>
      {children}
    </section>
  )
}
