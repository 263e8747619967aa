import classes from './seats.module.css'

interface SeatsProps {
  count: number
  /** null: as many as come. */
  max: number | null
  /** The same in words. */
  text: string
}

/** How full something is: in words, with a small bar where there is a limit. */
export function Seats({ count, max, text }: SeatsProps) {
  const part = max ? Math.min(1, count / max) : undefined
  return (
    <span className={classes.seats}>
      {part !== undefined && (
        <span className={classes.bar} data-full={part === 1 || undefined} aria-hidden>
          <span className={classes.fill} data-mark style={{ inlineSize: `${100 * part}%` }} />
        </span>
      )}
      {text}
    </span>
  )
}
