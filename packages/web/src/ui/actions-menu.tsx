import { Button } from '@mantine/core'
import classes from './actions-menu.module.css'
import { ChevronIcon } from './icons.tsx'
import { onDemand } from './on-demand.ts'

/** What can be done, with the panel that it opens or the file that it downloads. */
export type MenuAction = { readonly label: string } & ({ readonly panel: string } | { readonly file: string })

export interface ActionsMenuProps {
  label: string
  items: readonly MenuAction[]
  onChoose: (panel: string) => void
}

const useList = onDemand(async () => (await import('./actions-menu-list.tsx')).ActionsMenuList)

/** A button with a menu of what else can be done; the menu comes when somebody goes there. */
export function ActionsMenu(props: ActionsMenuProps) {
  const { Part, isPressed, hadFocus, watch } = useList()
  if (Part) return <Part {...props} isOpened={isPressed} hasFocus={hadFocus} />
  return (
    <Button
      variant="default"
      rightSection={<ChevronIcon />}
      className={classes.button}
      aria-haspopup="menu"
      {...watch}
    >
      {props.label}
    </Button>
  )
}
