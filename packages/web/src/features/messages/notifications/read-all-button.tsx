import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTexts } from '../../../app/i18n.ts'
import { orSay } from '../../../ui/or-say.tsx'
import { markAllRead } from './queries.ts'

export function ReadAllButton() {
  const { t } = useTexts()
  const mark = useMutation({ mutationFn: markAllRead })
  return (
    <Button variant="default" loading={mark.isPending} onClick={() => orSay(mark.mutateAsync())}>
      {t('notices.readAll')}
    </Button>
  )
}
