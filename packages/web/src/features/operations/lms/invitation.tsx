import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { ShownOnce } from '../../../ui/shown-once.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { inviteLms } from './queries.ts'

/** The secret address by which an LMS registers itself, made when the panel opens. */
export function Invitation({ onClose }: { onClose: () => void }) {
  const { t } = useTexts()
  // No query, which would be asked again by itself: each makes another address, and is noted.
  const invite = useMutation({ mutationFn: inviteLms })
  const { mutate } = invite
  useEffect(() => mutate(), [mutate])
  return (
    <SlideOver title={t('lms.invitation')} onClose={onClose}>
      <Loaded query={{ ...invite, refetch: () => mutate() }}>
        {({ url }) => <ShownOnce label={t('lms.invitationUrl')} value={url} onDone={onClose} />}
      </Loaded>
    </SlideOver>
  )
}
