import { type QueryClient, type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import {
  type AttendanceSheet,
  Problem,
  type Roster,
  type RosterLearner,
  type SheetLearner,
} from '../../../api/client.ts'
import { keepMarks, onKept, rosterKept, sendKept } from './kept-marks.ts'
import {
  type AttendanceStatus,
  attendanceKey,
  type Mark,
  markAttendance,
  rosterKey,
  sheetKey,
  undoMarking,
} from './queries.ts'

/** What somebody shall have; what is left out stays as it is. */
export interface Wanted {
  readonly status: AttendanceStatus
  readonly minutes?: number | null
  readonly note?: string
}

/** What is on the screen: the roster, or the sheet of an event that is over. */
export type Shown = 'roster' | 'sheet'
type Learners = Pick<Roster, 'learners'> | Pick<AttendanceSheet, 'learners'>

/** How often is tried to send what is kept. */
const AGAIN_MS = 15_000

type Answer = Awaited<ReturnType<typeof markAttendance>>

/** What became of the last step. */
export type Outcome =
  | { readonly kind: 'marked' | 'undone'; readonly count: number; readonly conflicts: Answer['conflicts'] }
  | { readonly kind: 'failed'; readonly error: unknown; readonly lost: ReadonlyMap<string, Wanted> }
  /** There is no network: they are kept on this device, and sent as soon as there is one. */
  | { readonly kind: 'kept'; readonly count: number; readonly conflicts: Answer['conflicts'] }

/**
 * Marks at once on the screen and soon at the server: what is pressed while a step is on its way goes with the next
 * one. What fails is shown as it was, and can be saved again.
 */
export function useMarking(eventId: string, shown: Shown = 'roster') {
  const client = useQueryClient()
  const queryKey = shown === 'roster' ? rosterKey(eventId) : sheetKey(eventId)
  const queue = useRef(new Map<string, Wanted>())
  const isSending = useRef(false)
  const [hopes, setHopes] = useState<ReadonlyMap<string, Wanted>>(new Map())
  const [steps, setSteps] = useState<readonly string[]>([])
  const [outcome, setOutcome] = useState<Outcome>()

  const finish = async (kind: 'marked' | 'undone', answer: Answer) => {
    await putAnswer(client, queryKey, answer)
    const { changeId, conflicts } = answer
    if (kind === 'undone') setSteps((before) => before.slice(0, -1))
    else if (changeId) setSteps((before) => [...before, changeId])
    setOutcome({ kind, count: answer.marked.length, conflicts })
  }

  const keep = (batch: ReadonlyMap<string, Wanted>) => {
    const markedAt = new Date().toISOString()
    keepMarks(
      eventId,
      toMarks(client, queryKey, batch).map((mark) => ({ ...mark, markedAt })),
    )
    setOutcome({ kind: 'kept', count: rosterKept(eventId)?.marks.length ?? 0, conflicts: [] })
  }

  /** What was kept goes first, so that the newest mark of a person is the last one. */
  const sendAll = useRef(async () => {})
  sendAll.current = async () => {
    if (isSending.current || !rosterKept(eventId)?.marks.length) return
    isSending.current = true
    try {
      const answer = await sendKept(eventId)
      if (answer) await finish('marked', answer)
    } catch (error) {
      if (!(error instanceof TypeError)) setOutcome({ kind: 'failed', error, lost: new Map() })
    }
    isSending.current = false
    if (queue.current.size > 0) void send()
  }
  useEffect(() => {
    const again = () => void sendAll.current()
    again()
    const timer = setInterval(again, AGAIN_MS)
    window.addEventListener('online', again)
    return () => {
      clearInterval(timer)
      window.removeEventListener('online', again)
    }
  }, [])

  const send = async () => {
    if (isSending.current) return
    isSending.current = true
    while (queue.current.size > 0) {
      const batch = queue.current
      queue.current = new Map()
      try {
        await finish('marked', await markAttendance(eventId, toMarks(client, queryKey, batch)))
      } catch (error) {
        if (error instanceof TypeError && rosterKept(eventId)) keep(batch)
        else setOutcome({ kind: 'failed', error, lost: batch })
      }
      setHopes((before) => new Map([...before].filter(([id]) => queue.current.has(id) || !batch.has(id))))
    }
    isSending.current = false
  }

  const mark = (wanted: ReadonlyMap<string, Wanted>) => {
    if (wanted.size === 0) return
    for (const [personId, want] of wanted) queue.current.set(personId, want)
    setHopes((before) => new Map([...before, ...wanted]))
    setOutcome(undefined)
    void send()
  }

  const write = async (mark: Mark): Promise<void> => {
    const answer = await markAttendance(eventId, [mark])
    if (answer.conflicts.length === 0) return finish('marked', answer)
    await putAnswer(client, queryKey, answer)
    throw new Problem(412, { code: 'changed-meanwhile' })
  }

  const newest = async (personId: string) =>
    client
      .getQueryData<Learners>(queryKey)
      ?.learners.map(({ personId: id, attendance }) => ({ id, attendance }))
      .find(({ id }) => id === personId)?.attendance

  const undo = async () => {
    const changeId = steps.at(-1)
    if (!changeId) return
    try {
      await finish('undone', await undoMarking(eventId, changeId))
    } catch (error) {
      setOutcome({ kind: 'failed', error, lost: new Map() })
    }
  }

  const kept = useSyncExternalStore(onKept, () => rosterKept(eventId))
  const shownHopes = useMemo(
    () => (kept?.marks.length ? new Map([...kept.marks.map(toHope), ...hopes]) : hopes),
    [kept, hopes],
  )

  return {
    hopes: shownHopes,
    outcome,
    isSaving: hopes.size > 0,
    canUndo: steps.length > 0 && hopes.size === 0,
    mark,
    /** Writes a mark whole. @throws {Problem} 412 when somebody marked meanwhile; what they did is known then */
    write,
    /** The newest mark that is known. */
    newest,
    undo,
  }
}

const toHope = ({ personId, status }: { personId: string; status: AttendanceStatus }): [string, Wanted] => [
  personId,
  { status },
]

function toMarks(client: QueryClient, queryKey: QueryKey, batch: ReadonlyMap<string, Wanted>): Mark[] {
  const shown = client.getQueryData<Learners>(queryKey)
  return (shown?.learners ?? []).flatMap(({ personId, attendance }) => {
    const wanted = batch.get(personId)
    if (!wanted) return []
    const { minutes, note, version } = attendance
    return [{ personId, minutes, note, version, ...wanted }]
  })
}

/** The newest marks are on the screen at once; what was asked before must not come after them. */
async function putAnswer(
  client: QueryClient,
  queryKey: QueryKey,
  { marked, conflicts }: Answer,
): Promise<void> {
  await client.cancelQueries({ queryKey })
  const newest = new Map([...marked, ...conflicts].map(({ personId, ...mark }) => [personId, mark]))
  client.setQueryData<{ learners: Marked[] }>(queryKey, (shown) => {
    if (!shown) return shown
    const learners = shown.learners.map((learner) => {
      const attendance = newest.get(learner.personId)
      return attendance ? { ...learner, attendance, effective: effectiveOf(learner, attendance) } : learner
    })
    return { ...shown, learners }
  })
  // What else shows it, such as the matrix of the session, is read again.
  void client.invalidateQueries({ queryKey: attendanceKey, refetchType: 'none' })
}

interface Marked {
  readonly personId: string
  readonly attendance: RosterLearner['attendance']
  readonly effective: RosterLearner['effective']
  /** Of a sheet. */
  readonly verdict?: SheetLearner['verdict']
}

/** What holds: the mark, else the verdict. */
function effectiveOf({ verdict, effective }: Marked, mark: RosterLearner['attendance']): Marked['effective'] {
  if (mark.status !== 'not-set')
    return { status: mark.status, source: 'mark', seconds: mark.minutes === null ? null : mark.minutes * 60 }
  if (verdict) return { status: verdict.status, source: 'verdict', seconds: verdict.seconds }
  return effective.source === 'verdict' ? effective : { status: 'not-set', source: null, seconds: null }
}
