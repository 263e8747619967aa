import { Alert, Anchor } from '@mantine/core'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { useMe } from '../../people/auth/queries.ts'
import { useZoneChanges } from './queries.ts'

/** Tells superadmins that events wait for a decision; nothing while none does. */
export function ZoneChangeNotice() {
  const { t } = useTexts()
  const found = useZoneChanges(useMe().data?.may.administer ?? false)
  const count = found.data?.items.length ?? 0
  if (count === 0) return null
  return (
    <Alert color="orange" variant="outline" role="status" title={t('zoneChanges.title')} mb="lg">
      {t('zoneChanges.notice', { count })}{' '}
      <Anchor component={Link} href="/admin/zone-changes">
        {t('zoneChanges.decide')}
      </Anchor>
    </Alert>
  )
}
