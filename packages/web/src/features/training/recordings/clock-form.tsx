import { Text, Textarea, TextInput } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { isClock, readClock, type TypedClock, writeClock } from './clock.ts'
import { type RecordingClock, rereadClock, setClock, useClock } from './queries.ts'
import classes from './recordings.module.css'

interface ClockFormProps {
  eventId: string
  recordingId: string
  zone: string
}

/** When of the class a film begins and where it was paused: tools tell the first at most, and not always rightly. */
export function ClockForm(props: ClockFormProps) {
  const clock = useClock(props.eventId, props.recordingId)
  return <Loaded query={clock}>{(loaded) => <Fields {...props} clock={loaded} />}</Loaded>
}

function Fields({ eventId, recordingId, clock, zone }: ClockFormProps & { clock: RecordingClock }) {
  const { t } = useTexts()
  const check = (part: keyof TypedClock) => (typed: string) =>
    isClock(part, typed) ? null : t('makeUp.clockWrong')
  const { form, meanwhile, save } = useEditForm<RecordingClock, TypedClock, Omit<RecordingClock, 'version'>>({
    thing: clock,
    toValues: (thing) => writeClock(thing ?? clock, zone),
    toBody: (typed) => readClock(typed, clock, zone),
    parts: {
      begins: { label: t('makeUp.begins'), show: ({ begins }) => begins },
      pauses: { label: t('makeUp.pauses'), show: ({ pauses }) => pauses },
    },
    reread: () => rereadClock(eventId, recordingId),
    // A clock is set whole.
    change: ({ version }, _touched, whole) => setClock(eventId, recordingId, { ...whole, version }),
    validate: { begins: check('begins'), pauses: check('pauses') },
  })
  return (
    <div className={classes.clock}>
      <PanelForm form={form} submitLabel={t('app.save')} onSubmit={save} meanwhile={meanwhile}>
        <Text size="sm">{t('makeUp.clockText')}</Text>
        <TextInput label={t('makeUp.begins')} placeholder="09:03:00" {...form.getInputProps('begins')} />
        <Textarea
          label={t('makeUp.pauses')}
          description={t('makeUp.pausesHow')}
          placeholder="00:30:00 00:10:00"
          {...form.getInputProps('pauses')}
        />
      </PanelForm>
    </div>
  )
}
