import classes from './avatar.module.css'

/** The first letters of a name, in a circle. It stands beside the name or in a button that says it. */
export function Avatar({ name }: { name: string }) {
  const words = name.split(/\s+/).filter(Boolean)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => (word ? [...word][0] : ''))
    .join('')
  return (
    <span className={classes.avatar} aria-hidden>
      {letters || '?'}
    </span>
  )
}
