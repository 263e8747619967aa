import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTexts } from '../app/i18n.ts'
import { Failure } from './states.tsx'

interface ConfirmProps {
  title: string
  text: string
  /** Words of the button that does it. */
  action: string
  /** Words of the button that leaves all as it is; left out = *Cancel*. */
  keep?: string
  onConfirm: () => Promise<unknown>
  onClose: () => void
  /** What goes with the text, such as a list of what is concerned. */
  children?: ReactNode
}

/** Asks before something that can't be undone; shows why it was refused. */
export function Confirm({ title, text, action, keep, onConfirm, onClose, children }: ConfirmProps) {
  const { t } = useTexts()
  const work = useMutation({ mutationFn: onConfirm, onSuccess: onClose })
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      centered
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      <Stack>
        <Text>{text}</Text>
        {children}
        {work.error && <Failure error={work.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {keep ?? t('app.cancel')}
          </Button>
          <Button color="red.9" loading={work.isPending} onClick={() => work.mutate()}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
