import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'
import { markAllRead } from './queries.ts'

export function ReadAllButton() {
  const { t } = useTexts()
  const mark = useMutation({ mutationFn: markAllRead })
  return (
    <>
      <Button variant="default" loading={mark.isPending} onClick={() => mark.mutate()}>
        {t('notices.readAll')}
      </Button>
      {mark.error && <Failure error={mark.error} />}
    </>
  )
}
