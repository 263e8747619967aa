import { Button, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'
import { undoChange } from './queries.ts'
import type { BoardChange } from './types.ts'
import classes from './undo-toast.module.css'

/** What was done last and can be taken back. */
export interface Done {
  readonly words: string
  readonly undo: NonNullable<BoardChange['undo']>
}

interface UndoToastProps {
  done: Done
  onUndone: () => void
  onGone: () => void
}

/** For ten seconds what was done can be taken back, by its button or Ctrl-Z; until then nobody is told. */
export function UndoToast({ done, onUndone, onGone }: UndoToastProps) {
  const { t } = useTexts()
  const left = useSecondsLeft(done.undo.until)
  const undo = useMutation({ mutationFn: () => undoChange(done.undo.changeId), onSuccess: onUndone })
  const isOver = left <= 0 && !undo.isPending && !undo.error
  useEffect(() => {
    if (isOver) onGone()
  }, [isOver, onGone])
  const { mutate, isPending } = undo
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isUndo = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey
      if (!isUndo || isPending || isTyping(event.target)) return
      event.preventDefault()
      mutate()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [mutate, isPending])
  return (
    <section className={classes.toast} aria-label={t('board.undoName')}>
      <Text size="sm" role="status">
        {done.words}
      </Text>
      {undo.error && <Failure error={undo.error} />}
      <Button size="compact-sm" variant="default" loading={isPending} onClick={() => mutate()}>
        {t('board.undo')}
        <span aria-hidden className={classes.left}>
          ({Math.max(0, left)})
        </span>
      </Button>
      {undo.error && (
        <Button size="compact-sm" variant="subtle" onClick={onGone}>
          {t('app.close')}
        </Button>
      )}
    </section>
  )
}

function useSecondsLeft(until: string): number {
  // The server's clock may be another one: it says until when, and that is ten seconds from now.
  const [end] = useState(() => Math.min(Date.parse(until), Date.now() + 10_000) || Date.now() + 10_000)
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  return Math.ceil((end - now) / 1000)
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}
