import type { ComponentType } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { BooksIcon, CalendarIcon, GroupIcon, KeyIcon, ListIcon, PersonIcon } from '../../../ui/icons.tsx'
import { formatMoment } from '../../../ui/when.ts'
import type { Command } from './commands.ts'
import classes from './palette.module.css'
import type { Hit } from './recent.ts'

const icons: Readonly<Record<Hit['kind'], ComponentType>> = {
  course: BooksIcon,
  session: ListIcon,
  event: CalendarIcon,
  person: PersonIcon,
  group: GroupIcon,
  account: KeyIcon,
}

/** A thing: its color, its name, what it belongs to, and when it is, in the zone of who looks. */
export function HitRow({ hit, zone }: { hit: Hit; zone: string }) {
  const { t, language } = useTexts()
  const { kind, name, detail, hue, startsAt, isOff, isOver } = hit
  const Icon = icons[kind] ?? ListIcon
  return (
    <>
      <span aria-hidden className={classes.icon} data-hue={hue ?? undefined}>
        <Icon />
      </span>
      <span className={classes.names}>
        <span className={classes.name}>{name}</span>
        {detail && <span className={classes.detail}>{detail}</span>}
      </span>
      <span className={classes.end}>
        {isOff && <span className={classes.off}>{t('search.off', { kind })} </span>}
        {isOver && !isOff && <span className={classes.over}>{t('search.over')} </span>}
        {startsAt ? formatMoment(startsAt, zone, language) : t('search.kind', { kind })}
      </span>
    </>
  )
}

export function CommandRow({ command }: { command: Command }) {
  const { name, detail, icon: Icon } = command
  return (
    <>
      <span aria-hidden className={classes.icon}>
        <Icon />
      </span>
      <span className={classes.names}>
        <span className={classes.name}>{name}</span>
      </span>
      <span className={classes.end}>{detail}</span>
    </>
  )
}
