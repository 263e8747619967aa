import { useQuery } from '@tanstack/react-query'
import { useTexts } from '../../../app/i18n.ts'
import { ShownOnce } from '../../../ui/shown-once.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { inviteLms } from './queries.ts'

/** The secret address by which an LMS registers itself, made when the panel opens. */
export function Invitation({ onClose }: { onClose: () => void }) {
  const { t } = useTexts()
  const invitation = useQuery({
    queryKey: ['lms-invitation'],
    queryFn: inviteLms,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <SlideOver title={t('lms.invitation')} onClose={onClose}>
      <Loaded query={invitation}>
        {({ url }) => <ShownOnce label={t('lms.invitationUrl')} value={url} onDone={onClose} />}
      </Loaded>
    </SlideOver>
  )
}
