import { NumberInput, Radio, Stack } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTexts } from '../../../app/i18n.ts'
import { Folded } from '../../../ui/folded.tsx'
import type { SessionValues } from './session-values.ts'

const completionRules = ['attendance', 'manual', 'score'] as const

/** By what learners complete a session. */
export function CompletionSection({ form }: { form: UseFormReturnType<SessionValues> }) {
  const { t } = useTexts()
  const hasError = form.errors.completionRule !== undefined || form.errors.attendancePercent !== undefined
  return (
    <Folded title={t('session.section.completion')} hasError={hasError}>
      <Radio.Group label={t('session.completionRule')} {...form.getInputProps('completionRule')}>
        <Stack gap="xs" mt={4}>
          {completionRules.map((rule) => (
            <Radio key={rule} value={rule} label={t('session.completionRuleName', { rule })} />
          ))}
        </Stack>
      </Radio.Group>
      <NumberInput
        label={t('session.attendancePercent')}
        min={1}
        max={100}
        suffix=" %"
        allowDecimal={false}
        allowNegative={false}
        {...form.getInputProps('attendancePercent')}
      />
    </Folded>
  )
}
