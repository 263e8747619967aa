import type { CSSProperties } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import type { Day } from '../../../ui/days.ts'
import { onDemand } from '../../../ui/on-demand.ts'
import classes from './more-list.module.css'
import type { BoardEvent } from './types.ts'

export interface MoreListProps {
  events: readonly BoardEvent[]
  day: Day
  style?: CSSProperties
  isStrip?: boolean
}

const useList = onDemand(async () => (await import('./more-popover.tsx')).MorePopover)

/** `+3`: what has no room beside the others, in a list of its own, which comes when somebody goes there. */
export function MoreList(props: MoreListProps) {
  const { Part, isPressed, hadFocus, watch } = useList()
  const button = useMoreButton(props)
  if (Part) return <Part {...props} isOpened={isPressed} hasFocus={hadFocus} />
  return (
    <button type="button" {...button} aria-expanded={false} {...watch}>
      {button.children}
    </button>
  )
}

/** What the button says and looks like, with its list and without. */
export function useMoreButton({ events, style, isStrip = false }: MoreListProps) {
  const { t } = useTexts()
  const count = events.length
  return {
    className: classes.more,
    'data-walk': true,
    tabIndex: -1,
    'data-strip': isStrip,
    'data-conflict': severityOf(events),
    'data-holds': events.map(({ id }) => id).join(' '),
    style,
    'aria-label': t('board.moreAtThisTime', { count }),
    children: isStrip ? `+${count}` : t('board.more', { count }),
  }
}

/** The worst of what is wrong with some events. */
function severityOf(events: MoreListProps['events']) {
  const found = events.flatMap(({ conflicts }) => conflicts.map(({ severity }) => severity))
  return found.includes('blocks') ? 'blocks' : found[0]
}
