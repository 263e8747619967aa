import { NumberInput, Radio, SimpleGrid, Stack } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTexts } from '../../../app/i18n.ts'
import { Section } from '../../../ui/folded.tsx'
import { MomentInput } from '../../../ui/moment-input.tsx'
import type { SessionValues } from './session-values.ts'

/** How many learners a session takes and needs, and what is done when they are too few. */
export function PlacesSection({
  form,
  timeZone,
}: {
  form: UseFormReturnType<SessionValues>
  timeZone: string
}) {
  const { t } = useTexts()
  const count = {
    min: 1,
    max: 100_000,
    allowDecimal: false,
    allowNegative: false,
    // Side by side the fields stand at one height, however long the words are.
    inputWrapperOrder: ['label', 'input', 'error', 'description'] as (
      | 'label'
      | 'input'
      | 'error'
      | 'description'
    )[],
  }
  return (
    <Section title={t('session.section.people')}>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NumberInput
          label={t('session.minEnrollment')}
          description={t('session.minEnrollmentHelp')}
          {...count}
          {...form.getInputProps('minEnrollment')}
        />
        <NumberInput
          label={t('session.maxEnrollment')}
          description={t('session.maxEnrollmentHelp')}
          {...count}
          {...form.getInputProps('maxEnrollment')}
        />
      </SimpleGrid>
      {form.values.minEnrollment !== '' && (
        <>
          <MomentInput
            label={t('session.decidesAt')}
            description={t('session.decidesAtHelp')}
            timeZone={timeZone}
            {...form.getInputProps('decidesAt')}
          />
          <Radio.Group label={t('session.whenTooFew')} {...form.getInputProps('whenTooFew')}>
            <Stack gap="xs" mt={4}>
              <Radio value="warn" label={t('session.whenTooFewName', { choice: 'warn' })} />
              <Radio value="cancel" label={t('session.whenTooFewName', { choice: 'cancel' })} />
            </Stack>
          </Radio.Group>
        </>
      )}
    </Section>
  )
}
