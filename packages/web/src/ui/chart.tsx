import { area, curveStepAfter, line } from 'd3-shape'
import { type CSSProperties, useId } from 'react'
import { useTexts } from '../app/i18n.ts'
import classes from './chart.module.css'
import { type Corner, cornersOf } from './corners.ts'

/** One value of a chart. */
export interface Point {
  /** What it belongs to, in words: a week, a day, an hour. */
  readonly name: string
  /** null = nothing is known. */
  readonly value: number | null
}

interface ChartProps {
  /** What the numbers are. */
  label: string
  points: readonly Point[]
  /** A token, such as `var(--green)`. */
  color?: string
  /** How a number is written; default: as it is. */
  format?: (value: number) => string
}

const WIDTH = 224
const HEIGHT = 28
const GAP = 8

/** Small bars of numbers that follow each other, the last one strong. Behind it stands the same as a table. */
export function Sparkline({ label, points, color = 'var(--accent)', format = String }: ChartProps) {
  const top = Math.max(1, ...points.map(({ value }) => value ?? 0))
  const step = (WIDTH + GAP) / Math.max(1, points.length)
  const heightOf = (value: number) => Math.max(2, (HEIGHT * value) / top)
  return (
    <div className={classes.chart} style={{ color }}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className={classes.bars} aria-hidden>
        {points.map(({ name, value }, index) => (
          <rect
            key={name}
            x={index * step}
            width={step - GAP}
            y={HEIGHT - heightOf(value ?? 0)}
            height={heightOf(value ?? 0)}
            rx={2}
            className={index === points.length - 1 ? classes.now : classes.before}
            data-empty={value === null || undefined}
          />
        ))}
      </svg>
      <HiddenTable label={label} points={points} format={format} />
    </div>
  )
}

export interface Tick {
  readonly name: string
  readonly at: number
}

interface AreaChartProps extends ChartProps {
  /** What the whole height is at least; left out = the largest value. */
  top?: number
  /** A line that is not to be crossed. */
  limit?: { value: number; name: string } | undefined
  /** Values hold until the next one, as rooms do; else they are joined by straight lines. */
  isStepped?: boolean
  height?: number
  /** Below the chart, each where its point is, counted from 0. */
  ticks?: readonly Tick[]
  /** Its table can be opened; else it is there for screen readers alone. */
  showsTable?: boolean
}

/** A filled line of numbers over time, with a table behind it. */
export function AreaChart({
  label,
  points,
  color = 'var(--accent)',
  format = String,
  top = 1,
  limit,
  isStepped = false,
  height = 64,
  ticks = [],
  showsTable = false,
}: AreaChartProps) {
  const { t } = useTexts()
  const id = useId()
  const width = 600
  const most = Math.max(top, limit?.value ?? 0, ...points.map(({ value }) => value ?? 0))
  // A step needs an end: the last value goes on to the edge.
  const steps = Math.max(1, isStepped ? points.length : points.length - 1)
  const xOf = ({ at }: Pick<Corner, 'at'>) => (at / steps) * width
  const yOf = (value: number) => height - 1 - (value / most) * (height - 3)
  const corners = cornersOf(
    points.map(({ value }) => value),
    isStepped,
  )
  const isDrawn = ({ value }: Corner) => value !== null
  const shape = area<Corner>()
    .defined(isDrawn)
    .x(xOf)
    .y0(height)
    .y1(({ value }) => yOf(value ?? 0))
  const edge = line<Corner>()
    .defined(isDrawn)
    .x(xOf)
    .y(({ value }) => yOf(value ?? 0))
  if (isStepped) {
    shape.curve(curveStepAfter)
    edge.curve(curveStepAfter)
  }
  return (
    <figure className={classes.chart} style={{ color }} aria-labelledby={id}>
      <figcaption id={id} className={classes.hidden}>
        {label}
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className={classes.area}
        style={{ height }}
        aria-hidden
      >
        <path d={shape(corners) ?? ''} className={classes.fill} />
        <path d={edge(corners) ?? ''} className={classes.edge} vectorEffect="non-scaling-stroke" />
        {limit && (
          <line
            x1={0}
            x2={width}
            y1={yOf(limit.value)}
            y2={yOf(limit.value)}
            className={classes.limit}
            vectorEffect="non-scaling-stroke"
          />
        )}
      </svg>
      {ticks.length > 0 && (
        <div className={classes.ticks} style={{ '--ticks': ticks.length } as CSSProperties} aria-hidden>
          {ticks.map(({ name, at }) => (
            <span key={name} style={{ '--at': at / steps } as CSSProperties}>
              {name}
            </span>
          ))}
        </div>
      )}
      {showsTable ? (
        <details className={classes.details}>
          <summary>{t('chart.table')}</summary>
          <ChartTable label={label} points={points} format={format} limit={limit} />
        </details>
      ) : (
        <HiddenTable label={label} points={points} format={format} limit={limit} />
      )}
    </figure>
  )
}

type TableProps = Required<Pick<AreaChartProps, 'label' | 'points' | 'format'>> &
  Pick<AreaChartProps, 'limit'>

function HiddenTable(props: TableProps) {
  return (
    <div className={classes.hidden}>
      <ChartTable {...props} />
    </div>
  )
}

function ChartTable({ label, points, format, limit }: TableProps) {
  const { t } = useTexts()
  return (
    <table className={classes.table}>
      <caption>{limit ? `${label} · ${limit.name}: ${format(limit.value)}` : label}</caption>
      <tbody>
        {points.map(({ name, value }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value === null ? t('chart.nothing') : format(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
