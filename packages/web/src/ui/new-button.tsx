import { Button } from '@mantine/core'
import { PlusIcon } from './icons.tsx'

/** The plus at the top right of a page: begins one more of what it lists. */
export function NewButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button leftSection={<PlusIcon />} onClick={onClick}>
      {label}
    </Button>
  )
}
