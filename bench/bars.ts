/** One measurement beside its goal, both as shares of what the machine can do at the best. */
interface Bar {
  readonly label: string
  readonly share: number
  /** Undefined = none is set. */
  readonly goal: number | undefined
}

const [WIDTH, ROW, LABEL, RIGHT] = [720, 32, 200, 60]

/** Bars with a line at each goal, as an SVG that stands alone. */
export function barsOf(title: string, bars: readonly Bar[]): string {
  const most = Math.max(1, ...bars.map(({ share }) => share))
  const x = (share: number) => Number((LABEL + (share / most) * (WIDTH - LABEL - RIGHT)).toFixed(1))
  const rows = bars.map(({ label, share, goal }, at) => {
    const y = 48 + at * ROW
    const isReached = goal === undefined || share >= goal
    const line =
      goal === undefined ? '' : `<path d="M${x(goal)} ${y - 4}v24" stroke="#333" stroke-dasharray="3 2"/>`
    return `<text x="8" y="${y + 13}">${escaped(label)}</text><rect x="${LABEL}" y="${y}" width="${x(share) - LABEL}" height="16" fill="${isReached ? '#2f7d5b' : '#b3641d'}"/>${line}<text x="${x(Math.max(share, goal ?? 0)) + 6}" y="${y + 13}">${Math.round(share * 100)} %</text>`
  })
  const height = 60 + bars.length * ROW
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13"><rect width="${WIDTH}" height="${height}" fill="#fff"/><text x="8" y="24" font-size="15">${escaped(title)}</text>${rows.join('')}</svg>\n`
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
