import '../../../ui/panel-styles.ts'
import { Button, Group, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { MomentInput } from '../../../ui/moment-input.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Failure } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { chooseDeputy, removeDeputy, useDeputy } from './queries.ts'

/** Who decides while a manager is away. */
export function DeputyPanel({ onClose }: { onClose: () => void }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const deputy = useDeputy().data?.deputy
  const removal = useMutation({ mutationFn: removeDeputy })
  const form = useForm({ initialValues: { email: '', endsAt: '' } })
  return (
    <SlideOver title={t('team.deputy')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t('team.deputySave')}
        onSubmit={async (values) => {
          await chooseDeputy(values)
          onClose()
        }}
        onCancel={onClose}
      >
        <Text>{t('team.deputyHelp')}</Text>
        <Group justify="space-between">
          <Text fw={600}>
            {deputy
              ? t('team.deputyIs', { name: deputy.name, until: formatMoment(deputy.endsAt, zone, language) })
              : t('team.deputyNone')}
          </Text>
          {deputy && (
            <Button variant="subtle" loading={removal.isPending} onClick={() => removal.mutate()}>
              {t('app.remove')}
            </Button>
          )}
        </Group>
        {removal.error && <Failure error={removal.error} />}
        <TextInput
          label={t('team.deputyEmail')}
          type="email"
          required
          withAsterisk={false}
          maxLength={254}
          {...form.getInputProps('email')}
        />
        <MomentInput label={t('team.deputyUntil')} timeZone={zone} {...form.getInputProps('endsAt')} />
      </PanelForm>
    </SlideOver>
  )
}
