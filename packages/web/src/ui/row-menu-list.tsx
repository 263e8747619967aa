import { ActionIcon, Menu } from '@mantine/core'
import { useRef, useState } from 'react'
import { useTexts } from '../app/i18n.ts'
import { DotsIcon } from './icons.tsx'
import type { RowAction, RowMenuProps } from './row-menu.tsx'

export interface RowMenuListProps extends RowMenuProps {
  /** It was asked for before it was here. */
  isOpened: boolean
  hasFocus: boolean
}

/** The menu of a table's row: opens when pointed at, and by keyboard. */
export function RowMenuList({ name, actions, isOpened, hasFocus }: RowMenuListProps) {
  const { t } = useTexts()
  const [opened, setOpened] = useState(isOpened)
  const isChosen = useRef(false)
  const isPress = useRef(false)
  const wasPressedOpen = useRef(false)
  const change = (next: boolean) => {
    // The pointer opens it a moment after it came, which may be after something was chosen: that must not be covered again.
    if (next && isChosen.current) return
    // The first press on a menu that the pointer has opened means "open it", not "close it again".
    const keepsOpen = !next && isPress.current && !wasPressedOpen.current
    if (next || keepsOpen) wasPressedOpen.current = isPress.current
    isPress.current = false
    setOpened(next || keepsOpen)
  }
  const choose = (action: RowAction) => {
    isChosen.current = true
    setOpened(false)
    action.onChoose()
  }
  const begin = () => {
    isChosen.current = false
  }
  const listen = () => {
    begin()
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
          onPointerEnter={begin}
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
