import type { ReactNode } from 'react'
import { useState } from 'react'
import classes from './folded.module.css'

interface FoldedProps {
  title: string
  /** Something in it was refused: it must be seen. */
  hasError?: boolean
  /** Whether it stands open at first. */
  isOpen?: boolean
  children: ReactNode
}

/** A part of a form that is rarely needed: open by a press, and by itself when something in it is wrong. */
export function Folded({ title, hasError = false, isOpen = false, children }: FoldedProps) {
  const [opened, setOpened] = useState(isOpen)
  return (
    <details
      className={classes.folded}
      open={opened || hasError}
      onToggle={(event) => setOpened(event.currentTarget.open)}
    >
      <summary className={classes.title}>{title}</summary>
      <div className={classes.content}>{children}</div>
    </details>
  )
}

/** A part of a form under a heading of its own. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={classes.section}>
      <legend className={classes.legend}>{title}</legend>
      <div className={classes.content}>{children}</div>
    </fieldset>
  )
}
