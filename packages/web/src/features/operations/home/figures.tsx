import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { Sparkline } from '../../../ui/chart.tsx'
import { formatNumber } from '../../../ui/formats.ts'
import { formatDay, formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import classes from './home.module.css'
import type { HomeFigures, HomeRooms } from './queries.ts'

const WEEKS = 7

/** Four numbers of this or last week, each with the seven weeks up to it. */
export function Figures({ figures, rooms }: { figures: HomeFigures; rooms: readonly HomeRooms[] }) {
  const { t, language } = useTexts()
  const timeZone = useMe().data?.timeZone ?? 'UTC'
  const number = (value: number) => formatNumber(value, language)
  const percent = (value: number) => t('home.percent', { value })
  const names = figures.weeks.map((day) =>
    t('home.weekOf', { day: formatDay(`${day}T12:00:00Z`, 'UTC', language) }),
  )
  /** @param upTo 0 = this week, 1 = the one before it */
  const series = (values: readonly (number | null)[], upTo: 0 | 1) => {
    const end = values.length - upTo
    return values
      .map((value, index) => ({ name: names[index] ?? '', value }))
      .slice(Math.max(0, end - WEEKS), end)
  }
  const learners = series(figures.learners, 0)
  const present = series(figures.presentPercent, 1)
  const held = series(figures.rooms, 0)
  const taken = series(figures.takenPercent, 0)
  const last = (points: readonly { value: number | null }[]) => points.at(-1)?.value ?? null
  const change = changeOf(learners.at(-2)?.value ?? null, last(learners))
  const peakAt = rooms.reduce<HomeRooms | undefined>(
    (most, one) => (one.peak > (most?.peak ?? 0) ? one : most),
    undefined,
  )?.peakAt
  return (
    <div className={classes.figures}>
      <Figure
        title={t('home.learnersWeek')}
        value={number(last(learners) ?? 0)}
        aside={
          change !== null && (
            <span className={classes.change} data-up={change >= 0 || undefined}>
              {t('home.change', { value: change })}
            </span>
          )
        }
      >
        <Sparkline label={t('home.learnersWeek')} points={learners} format={number} />
      </Figure>
      <Figure
        title={t('home.presentWeek')}
        value={last(present) === null ? t('home.unknown') : percent(last(present) ?? 0)}
      >
        <Sparkline
          label={t('home.presentWeek')}
          points={present}
          color="var(--green)"
          format={(value) => percent(value)}
        />
      </Figure>
      <Figure
        title={t('home.roomsWeek')}
        value={
          figures.roomsLicensed === null
            ? number(last(held) ?? 0)
            : t('home.of', { part: last(held) ?? 0, whole: figures.roomsLicensed })
        }
        aside={
          peakAt ? (
            t('home.peak', { when: formatMoment(peakAt, timeZone, language).replace(/ \([^)]*\)$/, '') })
          ) : (
            <Anchor component={Link} href="/admin/capacity" className={classes.link}>
              {t('home.toCapacity')}
            </Anchor>
          )
        }
      >
        <Sparkline label={t('home.roomsWeek')} points={held} color="var(--amber)" format={number} />
      </Figure>
      <Figure
        title={t('home.takenWeek')}
        value={last(taken) === null ? t('home.unknown') : percent(last(taken) ?? 0)}
      >
        <Sparkline
          label={t('home.takenWeek')}
          points={taken}
          color="var(--plum)"
          format={(value) => percent(value)}
        />
      </Figure>
    </div>
  )
}

/** In percent; null where nothing can be compared. */
function changeOf(before: number | null, now: number | null): number | null {
  return before && now !== null ? Math.round((100 * (now - before)) / before) : null
}

interface FigureProps {
  title: string
  value: string
  aside?: ReactNode
  children: ReactNode
}

function Figure({ title, value, aside, children }: FigureProps) {
  return (
    <section className={classes.figure} aria-label={title}>
      <p className={classes.figureTitle}>{title}</p>
      <div className={classes.figureRow}>
        <p className={classes.figureValue}>{value}</p>
        {aside && <div className={classes.small}>{aside}</div>}
      </div>
      {children}
    </section>
  )
}
