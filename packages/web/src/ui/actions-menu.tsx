import { Button } from '@mantine/core'
import { onDemand } from './on-demand.ts'

export interface ActionsMenuProps {
  label: string
  /** What can be done, with the panel that each opens or the file that it downloads. */
  items: readonly ({ label: string } & ({ panel: string } | { file: string }))[]
  onChoose: (panel: string) => void
}

const useList = onDemand(async () => (await import('./actions-menu-list.tsx')).ActionsMenuList)

/** A button with a menu of what else can be done; the menu comes when somebody goes there. */
export function ActionsMenu(props: ActionsMenuProps) {
  const { Part, isPressed, hadFocus, watch } = useList()
  if (Part) return <Part {...props} isOpened={isPressed} hasFocus={hadFocus} />
  return (
    <Button variant="default" aria-haspopup="menu" {...watch}>
      {props.label}
    </Button>
  )
}
