import { useTexts } from '../../../app/i18n.ts'
import classes from './lane-head.module.css'
import type { BoardLane } from './types.ts'

/** A lane's name, and how much of it is taken: rooms at the same time where it has a limit, else hours. */
export function LaneHead(props: { lane: BoardLane; name: string; detail: string; mostMinutes: number }) {
  const { t } = useTexts()
  const { lane, name, detail, mostMinutes } = props
  const { limit, peak, minutes } = lane
  const share = limit === null ? (mostMinutes > 0 ? minutes / mostMinutes : 0) : limit > 0 ? peak / limit : 1
  const words =
    limit === null
      ? t('board.hoursPlanned', { hours: Math.round(minutes / 6) / 10 })
      : t('board.roomsTaken', { peak: String(peak), limit })
  return (
    <>
      <h3 className={classes.name}>{name}</h3>
      <span className={classes.detail}>{[detail, words].filter(Boolean).join(' · ')}</span>
      <span className={classes.meter} aria-hidden>
        <i
          data-mark
          style={{ inlineSize: `${Math.min(1, share) * 100}%` }}
          data-full={limit !== null && peak >= limit && peak > 0}
          data-over={limit !== null && peak > limit}
        />
      </span>
    </>
  )
}
