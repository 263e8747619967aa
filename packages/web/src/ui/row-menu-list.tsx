import { ActionIcon, Menu } from '@mantine/core'
import { useRef, useState } from 'react'
import { useTexts } from '../app/i18n.ts'
import { DotsIcon } from './icons.tsx'
import type { RowAction, RowMenuProps } from './row-menu.tsx'

/** The pointer opens the menu a moment after it came; what was chosen meanwhile must not be covered again. */
const QUIET_MS = 600

export interface RowMenuListProps extends RowMenuProps {
  /** It was asked for before it was here. */
  isOpened: boolean
  hasFocus: boolean
}

/** The menu of a table's row: opens when pointed at, and by keyboard. */
export function RowMenuList({ name, actions, isOpened, hasFocus }: RowMenuListProps) {
  const { t } = useTexts()
  const [opened, setOpened] = useState(isOpened)
  const chosenAt = useRef(0)
  const isPress = useRef(false)
  const wasPressedOpen = useRef(false)
  const change = (next: boolean) => {
    if (next && Date.now() - chosenAt.current < QUIET_MS) return
    // The first press on a menu that the pointer has opened means "open it", not "close it again".
    const keepsOpen = !next && isPress.current && !wasPressedOpen.current
    if (next || keepsOpen) wasPressedOpen.current = isPress.current
    isPress.current = false
    setOpened(next || keepsOpen)
  }
  const choose = (action: RowAction) => {
    chosenAt.current = Date.now()
    setOpened(false)
    action.onChoose()
  }
  // A press is meant, whatever was chosen a moment ago.
  const listen = () => {
    chosenAt.current = 0
    isPress.current = true
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
          size="var(--target)"
          aria-label={t('app.rowMenu', { name })}
          autoFocus={hasFocus}
          onPointerDown={listen}
          onKeyDown={({ key }) => (key === 'Enter' || key === ' ') && listen()}
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
