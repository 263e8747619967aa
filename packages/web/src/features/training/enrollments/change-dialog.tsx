import { Button, Checkbox, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Enrollment, Session } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { useGuardedClose } from '../../../ui/guarded-close.ts'
import { Failure, Loading } from '../../../ui/states.tsx'
import { useSessions } from '../sessions/queries.ts'
import { sessionChoices } from '../sessions/session-choices.ts'
import { changeMany, useChangePreview } from './queries.ts'

export interface WantedChange {
  readonly kind: 'approve' | 'remove' | 'move'
  readonly people: readonly Enrollment[]
}

const changeTexts = {
  approve: { ask: 'enrolling.change.approve', would: 'enrolling.would.approve', action: 'enrolling.approve' },
  remove: { ask: 'enrolling.change.remove', would: 'enrolling.would.remove', action: 'enrolling.remove' },
  move: { ask: 'enrolling.change.move', would: 'enrolling.would.move', action: 'enrolling.move' },
} as const

interface ChangeDialogProps {
  session: Session
  change: WantedChange
  onDone: () => void
  onClose: () => void
}

/** Approves, removes or moves people: says exactly what would happen, then does it. */
export function ChangeDialog({ session, change, onDone, onClose }: ChangeDialogProps) {
  const { t } = useTexts()
  const { kind, people } = change
  const [target, setTarget] = useState<string | null>(null)
  const [waits, setWaits] = useState(false)
  const [reason, setReason] = useState('')
  const [told] = useDebouncedValue(reason.trim(), 300)
  const wanted = {
    personIds: people.map((person) => person.personId),
    change: kind,
    whenFull: waits ? ('wait' as const) : ('refuse' as const),
    reason: told,
    ...(target ? { sessionId: target } : {}),
  }
  const isReady = kind !== 'move' || target !== null
  const preview = useChangePreview(session.id, { ...wanted, reason: '' }, isReady)
  const save = useMutation({
    mutationFn: () => changeMany(session.id, { ...wanted, reason: reason.trim(), save: true }),
    onSuccess: () => {
      onDone()
      onClose()
    },
  })
  const found = isReady ? preview.data : undefined
  const refused = found?.rows.filter((row) => row.outcome === 'refuse') ?? []
  const isTyped = waits || reason.trim() !== '' || target !== null
  const { guard } = useGuardedClose(onClose, isTyped && !save.isSuccess, save.isPending)
  return (
    <Modal
      opened
      {...guard}
      centered
      title={t(changeTexts[kind].ask, { count: people.length })}
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      <Stack>
        {kind === 'move' && <Target session={session} value={target} onChange={setTarget} />}
        {kind !== 'remove' && (
          <Checkbox
            label={t('enrolling.whenFull')}
            description={t('enrolling.whenFullHelp')}
            checked={waits}
            onChange={(event) => setWaits(event.currentTarget.checked)}
          />
        )}
        {kind === 'remove' && (
          <Textarea
            label={t('enrolling.reason')}
            description={t('enrolling.reasonHelp')}
            value={reason}
            maxLength={500}
            autosize
            minRows={2}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <Stack gap="xs" role="status">
          {isReady && preview.isPending && <Loading />}
          {found && found.changed > found.waiting && (
            <Text fw={600}>{t(changeTexts[kind].would, { changed: found.changed - found.waiting })}</Text>
          )}
          {found && found.waiting > 0 && (
            <Text fw={600}>{t('enrolling.would.wait', { waiting: found.waiting })}</Text>
          )}
          {found && found.promoted.length > 0 && (
            <Text>{t('enrolling.promoted', { names: found.promoted })}</Text>
          )}
          {found && found.refused > 0 && (
            <Text>{t('enrolling.would.refuse', { refused: found.refused })}</Text>
          )}
          {refused.slice(0, 20).map((row) => (
            <Text key={row.personId} size="sm">
              {t('app.labelled', { label: row.name, value: row.reason ?? '' })}
            </Text>
          ))}
        </Stack>
        {(save.error || preview.error) && <Failure error={save.error ?? preview.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('app.cancel')}
          </Button>
          <Button
            {...(kind === 'remove' ? { color: 'red.9' } : {})}
            disabled={!found || found.changed === 0}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {t(changeTexts[kind].action)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

interface TargetProps {
  session: Session
  value: string | null
  onChange: (sessionId: string | null) => void
}

function Target({ session, value, onChange }: TargetProps) {
  const { t } = useTexts()
  const sessions = useSessions(session.courseId)
  const others = sessions.data?.items.filter((other) => other.id !== session.id && other.may.enroll) ?? []
  if (sessions.data && others.length === 0) return <Text>{t('enrolling.noTarget')}</Text>
  const label = ({ name, enrolledCount: count, maxEnrollment: max }: Session) =>
    max === null ? name : t('enrolling.freeOf', { name, count, max })
  return (
    <Select
      label={t('enrolling.target')}
      data={sessionChoices(others, { t, now: Date.now(), labelOf: label })}
      value={value}
      allowDeselect={false}
      onChange={onChange}
    />
  )
}
