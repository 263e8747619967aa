import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, NumberInput, Select, SimpleGrid } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTexts } from '../../../app/i18n.ts'
import { Folded } from '../../../ui/folded.tsx'
import { MomentInput } from '../../../ui/moment-input.tsx'
import type { SessionValues } from './session-values.ts'

export const selfEnrollments = ['closed', 'open', 'approval'] as const
export const waitingLists = ['off', 'automatic', 'offer'] as const
const names = [
  'selfEnrollment',
  'asksManager',
  'enrollmentOpensAt',
  'enrollmentClosesAt',
  'waitingList',
  'offerHours',
  'promotionStopHours',
  'withdrawalHours',
]

/** By which ways learners get a place, and when. */
export function EnrollmentSection({
  form,
  timeZone,
}: {
  form: UseFormReturnType<SessionValues>
  timeZone: string
}) {
  const { t } = useTexts()
  const hours = { max: 720, allowDecimal: false, allowNegative: false }
  return (
    <Folded
      title={t('session.section.enrollment')}
      hasError={names.some((name) => form.errors[name] !== undefined)}
    >
      <Select
        label={t('session.selfEnrollment')}
        description={t('session.selfEnrollmentHelp')}
        data={selfEnrollments.map((value) => ({
          value,
          label: t('session.selfEnrollmentName', { choice: value }),
        }))}
        allowDeselect={false}
        {...form.getInputProps('selfEnrollment')}
      />
      {form.values.selfEnrollment === 'approval' && (
        <Checkbox
          label={t('session.asksManager')}
          description={t('session.asksManagerHelp')}
          {...form.getInputProps('asksManager', { type: 'checkbox' })}
        />
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <MomentInput
          label={t('session.opensAt')}
          description={t('session.anyTime')}
          timeZone={timeZone}
          {...form.getInputProps('enrollmentOpensAt')}
        />
        <MomentInput
          label={t('session.closesAt')}
          description={t('session.anyTime')}
          timeZone={timeZone}
          {...form.getInputProps('enrollmentClosesAt')}
        />
      </SimpleGrid>
      {form.values.selfEnrollment !== 'closed' && (
        <NumberInput
          label={t('session.withdrawal')}
          description={t('session.withdrawalHelp')}
          min={0}
          {...hours}
          {...form.getInputProps('withdrawalHours')}
        />
      )}
      <Select
        label={t('session.waitingList')}
        data={waitingLists.map((value) => ({
          value,
          label: t('session.waitingListName', { choice: value }),
        }))}
        allowDeselect={false}
        {...form.getInputProps('waitingList')}
      />
      {form.values.waitingList === 'offer' && (
        <NumberInput
          label={t('session.offerHours')}
          min={1}
          {...hours}
          {...form.getInputProps('offerHours')}
        />
      )}
      {form.values.waitingList !== 'off' && (
        <NumberInput
          label={t('session.promotionStop')}
          description={t('session.promotionStopHelp')}
          min={0}
          {...hours}
          {...form.getInputProps('promotionStopHours')}
        />
      )}
    </Folded>
  )
}
