import { ActionIcon, Menu } from '@mantine/core'
import { useRef, useState } from 'react'
import { useTexts } from '../app/i18n.ts'
import { DotsIcon } from './icons.tsx'

/** The pointer opens the menu a moment after it came; what was chosen meanwhile must not be covered again. */
const QUIET_MS = 600
/** A press just after the pointer has opened the menu means "open it", not "close it again". */
const SETTLE_MS = 400

export interface RowAction {
  readonly label: string
  readonly onChoose: () => void
}

/** The menu of a table's row: opens when pointed at, and by keyboard. */
export function RowMenu({ name, actions }: { name: string; actions: readonly RowAction[] }) {
  const { t } = useTexts()
  const [opened, setOpened] = useState(false)
  const chosenAt = useRef(0)
  const openedAt = useRef(0)
  const change = (next: boolean) => {
    const now = Date.now()
    if (next && now - chosenAt.current < QUIET_MS) return
    if (!next && now - openedAt.current < SETTLE_MS) return
    if (next) openedAt.current = now
    setOpened(next)
  }
  const choose = (action: RowAction) => {
    chosenAt.current = Date.now()
    setOpened(false)
    action.onChoose()
  }
  // A press is meant, whatever was chosen a moment ago.
  const listen = () => {
    chosenAt.current = 0
  }
  return (
    <Menu
      opened={opened}
      onChange={change}
      position="bottom-end"
      trigger="click-hover"
      openDelay={250}
      transitionProps={{ duration: 100 }}
    >
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          size={44}
          aria-label={t('app.rowMenu', { name })}
          onPointerDown={listen}
          onKeyDown={listen}
        >
          <DotsIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
          <Menu.Item key={action.label} onClick={() => choose(action)}>
            {action.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
