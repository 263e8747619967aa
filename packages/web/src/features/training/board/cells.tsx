import { type CSSProperties, memo, type ReactNode, useMemo, useRef } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { type Day, today } from '../../../ui/days.ts'
import { longDay, weekdayOf } from '../calendar/words.ts'
import { Card } from './card.tsx'
import classes from './cells.module.css'
import { useBoardView } from './context.ts'
import { Ghost } from './ghost.tsx'
import { sharesOf, toColumns } from './hours.tsx'
import { MoreList } from './more-list.tsx'
import type { BoardEvent } from './types.ts'

/** More cards than these in a cell would push the others off the screen. */
const MOST_CARDS = { lanes: 4, month: 3 }

interface Shade {
  readonly words: string
  readonly isWhole: boolean
}

export interface CellRow {
  readonly key: string
  readonly days: readonly Day[]
  readonly events: ReadonlyMap<Day, readonly BoardEvent[]>
  /** What stands before it: the lane's name and how full it is; undefined = a week of a month. */
  readonly head?: ReactNode
  readonly name?: string
  /** Days on which the lane's instructor is away, the whole day or a part of it. */
  readonly shades?: ReadonlyMap<Day, Shade>
}

interface CellsProps {
  kind: 'lanes' | 'month'
  label: string
  rows: readonly CellRow[]
  /** The month that is shown; days of others are paler. */
  month?: string
  corner?: string
  onSlot: (day: Day, lane: string | undefined) => void
  onDay: (day: Day) => void
}

/** Whole days side by side, with lanes or weeks below each other. */
export function Cells({ kind, label, rows, month, corner, onSlot, onDay }: CellsProps) {
  const { language } = useTexts()
  const { timeZone } = useBoardView()
  const frame = useRef<HTMLDivElement>(null)
  const now = today(timeZone)
  const heads = rows[0]?.days ?? []
  const filled = useMemo(() => new Map(rows.flatMap((row) => [...row.events])), [rows])
  return (
    <div className={classes.scroll}>
      {/* biome-ignore lint/a11y/useSemanticElements: a board is no fieldset */}
      <div
        ref={frame}
        className={classes.cells}
        data-kind={kind}
        role="group"
        aria-label={label}
        style={
          kind === 'lanes' ? ({ '--days': toColumns(sharesOf(heads, filled)) } as CSSProperties) : undefined
        }
      >
        <div className={classes.heads}>
          {kind === 'lanes' && <span className={classes.corner}>{corner}</span>}
          {heads.map((day) => (
            <span key={day} className={classes.head} data-today={kind === 'lanes' && day === now}>
              {weekdayOf(day, language)} {kind === 'lanes' && <b>{Number(day.slice(8))}</b>}
            </span>
          ))}
        </div>
        {rows.map((row) => (
          <Row key={row.key} row={row} kind={kind} month={month} now={now} onSlot={onSlot} onDay={onDay} />
        ))}
        <Ghost frame={frame} />
      </div>
    </div>
  )
}

interface RowProps extends Pick<CellsProps, 'kind' | 'onSlot' | 'onDay'> {
  row: CellRow
  month: string | undefined
  now: Day
}

const Row = memo(function Row({ row, kind, month, now, onSlot, onDay }: RowProps) {
  const lane = kind === 'lanes' ? row.key : undefined
  return (
    <div className={classes.row}>
      {kind === 'lanes' && <div className={classes.lane}>{row.head}</div>}
      {row.days.map((day) => (
        <Cell
          key={day}
          day={day}
          lane={lane}
          laneName={row.name}
          events={row.events.get(day) ?? none}
          shade={row.shades?.get(day)}
          most={MOST_CARDS[kind]}
          isOther={month !== undefined && !day.startsWith(month)}
          now={now}
          showsNumber={kind === 'month'}
          onSlot={onSlot}
          onDay={onDay}
        />
      ))}
    </div>
  )
})

const none: readonly BoardEvent[] = []

interface CellProps extends Pick<CellsProps, 'onSlot' | 'onDay'> {
  day: Day
  lane: string | undefined
  laneName: string | undefined
  events: readonly BoardEvent[]
  shade: Shade | undefined
  most: number
  isOther: boolean
  now: Day
  showsNumber: boolean
}

function Cell(props: CellProps) {
  const { day, lane, laneName, events, shade, most, now, onSlot, onDay } = props
  const { t, language } = useTexts()
  // One more fits where its place would only say `+1`.
  const shown = useMemo(() => (events.length > most + 1 ? events.slice(0, most) : events), [events, most])
  const rest = events.slice(shown.length)
  const name = longDay(day, language, now)
  return (
    <div
      className={classes.cell}
      data-cell-day={day}
      data-lane={lane}
      data-other={props.isOther}
      data-today={day === now}
      data-shaded={shade?.isWhole ?? false}
    >
      <div className={classes.top}>
        {props.showsNumber && (
          <button
            type="button"
            className={classes.number}
            tabIndex={-1}
            data-walk
            aria-label={t('calendar.dayCount', { day: name, count: events.length })}
            onClick={() => onDay(day)}
          >
            {Number(day.slice(8))}
          </button>
        )}
        <button
          type="button"
          className={classes.slot}
          tabIndex={-1}
          data-walk
          aria-label={
            laneName ? t('board.planInLane', { day: name, lane: laneName }) : t('board.planOn', { day: name })
          }
          onClick={() => onSlot(day, lane)}
        >
          +
        </button>
      </div>
      {shade?.words && <span className={classes.shade}>{shade.words}</span>}
      {shown.map((event) => (
        <Card key={event.id} event={event} day={day} />
      ))}
      {rest.length > 0 && <MoreList events={rest} day={day} />}
    </div>
  )
}
