import '../../../ui/panel-styles.ts'
import { Radio, Select, Stack, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Session } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { ChangePreview } from '../previews/change-preview.tsx'
import { cancelSession, type Fate, type SessionCancellation, useLearners } from './queries.ts'

interface CancelSessionPanelProps {
  session: Session
  /** Sessions of the course to which learners can go. */
  others: readonly Session[]
  onClose: () => void
}

type Values = {
  reason: string
  fate: Fate
  toSessionId: string
  /** By person; left out = as all. */
  exceptions: Record<string, Fate>
}

const fates = ['keep', 'move', 'wait', 'release'] as const

/** Cancels a session with a reason, and says what becomes of its learners. */
export function CancelSessionPanel({ session, others, onClose }: CancelSessionPanelProps) {
  const { t } = useTexts()
  const learners = useLearners(session.id).data?.items ?? []
  const form = useForm<Values>({
    initialValues: { reason: '', fate: 'keep', toSessionId: others[0]?.id ?? '', exceptions: {} },
  })
  const { fate, toSessionId, exceptions } = form.values
  const usable = fates.filter((choice) => others.length > 0 || !goesElsewhere(choice))
  const needsTarget = [fate, ...Object.values(exceptions)].some(goesElsewhere)
  const submit = async (values: Values) => {
    await cancelSession(session.id, toBody(values))
    onClose()
  }
  return (
    <SlideOver title={t('lifecycle.cancelSession')} onClose={onClose}>
      <PanelForm form={form} submitLabel={t('lifecycle.cancelSession')} onSubmit={submit} onCancel={onClose}>
        <Text>{t('lifecycle.cancelSessionText')}</Text>
        <Textarea
          label={t('lifecycle.reason')}
          description={t('lifecycle.reasonHelp')}
          autosize
          minRows={2}
          maxLength={500}
          data-autofocus
          {...form.getInputProps('reason')}
        />
        <Radio.Group label={t('lifecycle.learners')} {...form.getInputProps('fate')}>
          <Stack gap="xs" mt={4}>
            {usable.map((choice) => (
              <Radio key={choice} value={choice} label={t('lifecycle.fate', { fate: choice })} />
            ))}
          </Stack>
        </Radio.Group>
        {others.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('lifecycle.noOther')}
          </Text>
        )}
        {needsTarget && (
          <Select
            label={t('lifecycle.toSession')}
            data={others.map((other) => ({ value: other.id, label: other.name }))}
            allowDeselect={false}
            {...form.getInputProps('toSessionId')}
          />
        )}
        {learners.length > 0 && (
          <details>
            <summary style={{ cursor: 'pointer', minHeight: 24 }}>{t('lifecycle.exceptions')}</summary>
            <Stack gap="xs" p={6} mah={320} style={{ overflowY: 'auto' }}>
              {learners.map(({ personId, name }) => (
                <Select
                  key={personId}
                  label={name}
                  data={[
                    { value: '', label: t('lifecycle.asAll') },
                    ...usable.map((choice) => ({
                      value: choice,
                      label: t('lifecycle.short', { fate: choice }),
                    })),
                  ]}
                  allowDeselect={false}
                  value={exceptions[personId] ?? ''}
                  onChange={(choice) =>
                    form.setFieldValue('exceptions', withChoice(exceptions, personId, choice))
                  }
                />
              ))}
            </Stack>
          </details>
        )}
        <ChangePreview
          request={
            needsTarget && !toSessionId
              ? null
              : {
                  action: 'cancel-session',
                  sessionId: session.id,
                  // What it does is the same for any reason.
                  ...toBody({ ...form.values, reason: '–' }),
                }
          }
        />
      </PanelForm>
    </SlideOver>
  )
}

const goesElsewhere = (fate: Fate) => fate === 'move' || fate === 'wait'

function toBody({ reason, fate, toSessionId, exceptions }: Values): SessionCancellation {
  const wish = (one: Fate) => ({ fate: one, toSessionId: goesElsewhere(one) ? toSessionId : null })
  return {
    reason,
    learners: wish(fate),
    exceptions: Object.entries(exceptions).map(([personId, one]) => ({ personId, ...wish(one) })),
  }
}

function withChoice(exceptions: Record<string, Fate>, personId: string, choice: string | null) {
  const { [personId]: _, ...others } = exceptions
  const fate = fates.find((known) => known === choice)
  return fate ? { ...others, [personId]: fate } : others
}
