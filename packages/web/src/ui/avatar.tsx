import classes from './avatar.module.css'

/** The first letters of a name, in a circle. It stands beside the name or in a button that says it. */
export function Avatar({ name }: { name: string }) {
  const words = name.split(/\s+/).filter(Boolean)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => (word ? [...word][0] : ''))
    .join('')
  // Drawn, not written: the name of a button is what it says, and these letters are no word of it.
  return <span className={classes.avatar} data-letters={letters || '?'} aria-hidden />
}
