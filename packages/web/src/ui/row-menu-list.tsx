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
  // The pointer that comes to the button opens it a moment later, once, unless a press or a choice was faster.
  const waitsForPointer = useRef(false)
  const isHeldOpen = useRef(isOpened)
  const show = (next: boolean, isHeld = false) => {
    waitsForPointer.current = false
    isHeldOpen.current = isHeld
    setOpened(next)
  }
  const change = (next: boolean) => {
    if (!next || waitsForPointer.current) show(next)
  }
  /** The first press on a menu that the pointer has opened means "open it", not "close it again". */
  const press = () => (isHeldOpen.current ? show(false) : show(true, true))
  const choose = (action: RowAction) => {
    show(false)
    action.onChoose()
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
          onPointerEnter={() => {
            waitsForPointer.current = true
          }}
          onClick={press}
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
