import { Popover } from '@mantine/core'
import { type CSSProperties, useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import type { Day } from '../calendar/days.ts'
import { Card } from './card.tsx'
import classes from './more-list.module.css'
import type { BoardEvent } from './types.ts'

interface MoreListProps {
  events: readonly BoardEvent[]
  day: Day
  style?: CSSProperties
  isStrip?: boolean
}

/** `+3`: what has no room beside the others, in a list of its own. */
export function MoreList({ events, day, style, isStrip = false }: MoreListProps) {
  const { t } = useTexts()
  const [isOpen, setOpen] = useState(false)
  const count = events.length
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-start"
      shadow="md"
      withinPortal
      trapFocus
      width={240}
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.more}
          data-walk
          tabIndex={-1}
          data-strip={isStrip}
          style={style}
          aria-label={t('board.moreAtThisTime', { count })}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isStrip ? `+${count}` : t('board.more', { count: String(count) })}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.list} aria-label={t('board.moreAtThisTime', { count })}>
        {isOpen && events.map((event) => <ListedCard key={event.id} event={event} day={day} />)}
      </Popover.Dropdown>
    </Popover>
  )
}

function ListedCard({ event, day }: { event: BoardEvent; day: Day }) {
  return (
    <div data-listed ref={(element) => element?.querySelector('a')?.setAttribute('tabindex', '0')}>
      <Card event={event} day={day} />
    </div>
  )
}
