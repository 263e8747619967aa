import { isFound, searchText } from '../../../ui/search-text.ts'

interface Said {
  readonly fromSeconds: number
  readonly text: string
}

/** More than this nobody reads in a list: who looks for something types it. */
const SHOWN = 1000

/** What was said with all words of it. @param wanted as {@link searchText} gives it; empty = everything */
export function cuesWith<S extends Said>(cues: readonly S[], wanted: string): readonly S[] {
  const words = wanted.split(' ').filter(Boolean)
  return cues.filter(({ text }) => words.every((word) => isFound(searchText(text), word))).slice(0, SHOWN)
}

/** `4:05`, `1:04:05` */
export function formatSeconds(seconds: number): string {
  const whole = Math.floor(seconds)
  const two = (number: number) => String(number).padStart(2, '0')
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}
