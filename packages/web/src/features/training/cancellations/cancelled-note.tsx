import { Alert } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'

/** That a session or course does not take place, and why. */
export function CancelledNote({
  cancelled,
}: {
  cancelled: { reason: string; with?: 'session' | 'course' } | null
}) {
  const { t } = useTexts()
  if (!cancelled) return null
  const key = cancelled.with === 'session' ? 'lifecycle.sessionCancelled' : 'lifecycle.courseCancelled'
  return (
    <Alert color="orange" variant="outline" role="status" mb="md">
      {t(key, { reason: cancelled.reason })}
    </Alert>
  )
}
