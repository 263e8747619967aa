import { useTexts } from '../app/i18n.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { type Asked, ask, forget, shownOnce } from './unsaved.tsx'

/** Asks before what is typed, or shown once, is lost. */
export function Question({ asked }: { asked: Asked }) {
  const { t } = useTexts()
  const isOnce = [...shownOnce.values()].some((of) => asked.panel === undefined || of === asked.panel)
  const discard = async () => {
    forget(asked.panel)
    ask(undefined)
    asked.go()
  }
  return (
    <ConfirmDialog
      title={t(isOnce ? 'app.shownOnce.title' : 'app.unsaved.title')}
      text={t(isOnce ? 'app.shownOnce.text' : 'app.unsaved.text')}
      action={t(isOnce ? 'app.close' : 'app.unsaved.discard')}
      keep={t(isOnce ? 'app.cancel' : 'app.unsaved.keep')}
      onConfirm={discard}
      onClose={() => ask(undefined)}
    />
  )
}
