import { Popover } from '@mantine/core'
import { useState } from 'react'
import type { Day } from '../../../ui/days.ts'
import { Card } from './card.tsx'
import classes from './more-list.module.css'
import { type MoreListProps, useMoreButton } from './more-list.tsx'
import type { BoardEvent } from './types.ts'

/** The button with its list, which may be open at once. */
export function MorePopover({
  isOpened,
  hasFocus,
  ...props
}: MoreListProps & { isOpened: boolean; hasFocus: boolean }) {
  const { events, day } = props
  const [isOpen, setOpen] = useState(isOpened)
  const button = useMoreButton(props)
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
          {...button}
          // biome-ignore lint/a11y/noAutofocus: the button that had the focus is this one
          autoFocus={hasFocus}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        />
      </Popover.Target>
      <Popover.Dropdown className={classes.list} aria-label={button['aria-label']}>
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
