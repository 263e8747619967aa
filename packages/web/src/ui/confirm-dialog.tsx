import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTexts } from '../app/i18n.ts'
import type { ConfirmProps } from './confirm.tsx'
import { useGuardedClose } from './guarded-close.ts'
import { Failure } from './states.tsx'
import { isAlike } from './way-out.ts'

/** Asks before something that can't be undone; shows why it was refused. */
export function ConfirmDialog({ title, text, action, keep, onConfirm, onClose, children }: ConfirmProps) {
  const { t } = useTexts()
  const work = useMutation({ mutationFn: onConfirm, onSuccess: onClose })
  const { guard } = useGuardedClose(onClose, false, work.isPending)
  return (
    <Modal opened {...guard} title={title} centered closeButtonProps={{ 'aria-label': t('app.close') }}>
      <Stack>
        <Text>{text}</Text>
        {children}
        {work.error && <Failure error={work.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={guard.onClose} data-autofocus>
            {keep ?? t(isAlike(action, t('app.cancel')) ? 'app.keepAsIs' : 'app.cancel')}
          </Button>
          <Button color="red.9" loading={work.isPending} onClick={() => work.mutate()}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
