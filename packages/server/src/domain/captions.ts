/** What was said, from a second to another. */
export interface Cue {
  readonly fromSeconds: number
  readonly toSeconds: number
  readonly text: string
}

/** More than a day of talk; what comes after is left out. */
const MAX_CUES = 20_000
const MAX_LETTERS = 2_000

const TIMES =
  /^\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})\s*-->\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})/

/**
 * Reads captions as WebVTT or SubRip have them. Everything else in the file is left out: styles, regions, notes, positions
 * and tags. What is no such file has no cues.
 */
export function readCaptions(text: string): Cue[] {
  const blocks = text
    .replace(/^\uFEFF/, '')
    .replaceAll(/\r\n?/g, '\n')
    .split(/\n{2,}/)
  const cues: Cue[] = []
  for (const block of blocks) {
    const lines = block.split('\n')
    const at = lines.findIndex((line) => TIMES.test(line))
    if (at < 0 || at > 2) continue
    const [, ...parts] = TIMES.exec(lines[at] ?? '') ?? []
    const [fromSeconds, toSeconds] = [secondsOf(parts.slice(0, 4)), secondsOf(parts.slice(4))]
    const said = plain(lines.slice(at + 1).join(' '))
    if (said && toSeconds > fromSeconds) cues.push({ fromSeconds, toSeconds, text: said })
    if (cues.length === MAX_CUES) break
  }
  return cues.toSorted((a, b) => a.fromSeconds - b.fromSeconds)
}

/** The cues as WebVTT, with nothing in it but what was said. */
export function writeCaptions(cues: readonly Cue[]): string {
  const blocks = cues.map(
    ({ fromSeconds, toSeconds, text }) => `${timeOf(fromSeconds)} --> ${timeOf(toSeconds)}\n${escaped(text)}`,
  )
  return `${['WEBVTT', ...blocks].join('\n\n')}\n`
}

function secondsOf([hours, minutes, seconds, fraction]: readonly (string | undefined)[]): number {
  const milliseconds = Number((fraction ?? '0').padEnd(3, '0'))
  return Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds) + milliseconds / 1000
}

function timeOf(seconds: number): string {
  const whole = Math.round(seconds * 1000)
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0')
  const rest = String(whole % 1000).padStart(3, '0')
  return `${two(whole / 3_600_000)}:${two((whole / 60_000) % 60)}:${two((whole / 1000) % 60)}.${rest}`
}

/** A voice tag tells who speaks, and becomes words. */
function plain(text: string): string {
  const words = text
    .replaceAll(/<v(?:\.[^\s>]*)?\s+([^>]*)>/g, '$1: ')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&')
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
  return [...words].slice(0, MAX_LETTERS).join('')
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
