import '@mantine/core/styles/Menu.layer.css'
import { Button, Menu } from '@mantine/core'
import classes from './actions-menu.module.css'
import type { ActionsMenuProps } from './actions-menu.tsx'
import { ChevronIcon } from './icons.tsx'

/** The button with its menu, which may open at once. */
export function ActionsMenuList({
  label,
  items,
  onChoose,
  isOpened,
  hasFocus,
}: ActionsMenuProps & { isOpened: boolean; hasFocus: boolean }) {
  return (
    <Menu defaultOpened={isOpened} position="bottom-end" transitionProps={{ duration: 100 }}>
      <Menu.Target>
        <Button
          variant="default"
          rightSection={<ChevronIcon />}
          className={classes.button}
          autoFocus={hasFocus}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map((item) =>
          'file' in item ? (
            <Menu.Item key={item.file} component="a" href={item.file} download>
              {item.label}
            </Menu.Item>
          ) : (
            <Menu.Item key={item.panel} onClick={() => onChoose(item.panel)}>
              {item.label}
            </Menu.Item>
          ),
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
