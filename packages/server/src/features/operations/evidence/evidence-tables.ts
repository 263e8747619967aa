import type { Content } from '@lectern/evidence-pack'
import { toCsv } from '../../../csv/csv.ts'
import type { FileTable } from '../../../csv/file-table.ts'
import type { Gathered, GatheredEvent } from './gathering.service.ts'

type GatheredProfile = NonNullable<Gathered['profile']>

/** Tables have these in every language, as all our files for other programs. */
type Row = FileTable['rows'][number]

/** Every table of a pack and every report as it came: times in UTC, events by their number in `events.csv`. */
export function tablesOf(gathered: Gathered): Content[] {
  const tables: Record<string, FileTable> = {
    'events.csv': events(gathered),
    'attendance.csv': attendance(gathered),
    'intervals.csv': intervals(gathered),
    'stays.csv': stays(gathered),
    'presence-checks.csv': presenceChecks(gathered),
    'presence-answers.csv': presenceAnswers(gathered),
    'made-up.csv': madeUp(gathered),
    'marks.csv': marks(gathered),
    'verdicts.csv': verdicts(gathered),
    'rules.csv': rules(gathered),
    ...(gathered.profile && {
      'profile.csv': profile(gathered.profile),
      'profile-findings.csv': profileFindings(gathered, gathered.profile),
    }),
    'changes.csv': changes(gathered),
    'certificates.csv': certificates(gathered),
    'reports.csv': reports(gathered),
  }
  return [
    ...Object.entries(tables).map(([path, { heading, rows }]) => ({ path, data: toCsv(heading, rows) })),
    ...reportFiles(gathered).map(({ path, body }) => ({ path, data: body })),
  ]
}

/** The rows of every event, each with the event's number before it. */
const ofEvents = (gathered: Gathered, rowsOf: (event: GatheredEvent) => readonly Row[]): Row[] =>
  gathered.events.flatMap((event, at) => rowsOf(event).map((row) => [at + 1, ...row]))

const minutesOf = (seconds: number | null) => (seconds === null ? null : Math.floor(seconds / 60))
const yesNo = (is: boolean) => (is ? 'yes' : 'no')

function events(gathered: Gathered): FileTable {
  const heading = [
    'event',
    'name',
    'starts',
    'ends',
    'starts_there',
    'ends_there',
    'time_zone',
    'breaks',
    'place',
  ]
  const more = ['tool', 'instructors', 'description', 'cancelled', 'cancelled_because', 'rule', 'report']
  const rows = ofEvents(gathered, ({ event, sheet }) => [
    [
      ...[event.name, event.startsAt, event.endsAt, event.startsWall, event.endsWall, event.timeZone],
      ...[sheet.breaks.map(({ startsAt, endsAt }) => `${startsAt}/${endsAt}`).join(' '), event.place],
      ...[event.tool?.sessionTypeName.en ?? '', event.instructors.map(({ name }) => name).join('; ')],
      ...[event.description, event.cancelled?.at ?? null, event.cancelled?.reason ?? ''],
      ...[sheet.rule.version, sheet.report.state],
    ],
  ])
  return { heading: [...heading, ...more], rows }
}

function attendance(gathered: Gathered): FileTable {
  const heading = [
    'event',
    'name',
    'email',
    'enrolled',
    'attendance',
    'by',
    'minutes',
    'of_minutes',
    'percent',
  ]
  const more = ['joined', 'left', 'reconnects', 'late', 'why', 'rule', 'note', 'marked_by', 'marked_at']
  const rows = ofEvents(gathered, ({ sheet }) =>
    sheet.learners.map(({ effective, verdict, attendance: mark, ...learner }) => [
      ...[learner.name, learner.email, yesNo(learner.isEnrolled), effective.status, effective.source],
      ...[minutesOf(effective.seconds), minutesOf(verdict?.windowSeconds ?? null), verdict?.percent ?? null],
      ...[verdict?.firstJoinedAt ?? null, verdict?.lastLeftAt ?? null, verdict?.reconnects ?? null],
      ...[yesNo(learner.isLate), verdict?.reason.text ?? null, verdict?.ruleVersion ?? null],
      ...[mark.note, mark.changedBy, mark.changedAt],
      ...[sheet.checks, learner.answered, sheet.halfDays, learner.signed],
      minutesOf(verdict?.madeUpSeconds ?? null),
    ]),
  )
  const asked = ['presence_checks', 'answered', 'half_days', 'signed', 'made_up_minutes']
  return { heading: [...heading, ...more, ...asked], rows }
}

/** Each time that somebody was there, all their devices together: every entering and every leaving. */
function intervals(gathered: Gathered): FileTable {
  const rows = ofEvents(gathered, ({ sheet }) =>
    sheet.learners.flatMap(({ name, email, intervals: times }) =>
      times.map((time): Row => [name, email, time.startsAt, time.endsAt, yesNo(time.isCertain)]),
    ),
  )
  return { heading: ['event', 'name', 'email', 'entered', 'left', 'leaving_is_told'], rows }
}

/** What the tools reported, a row for each connection. */
function stays(gathered: Gathered): FileTable {
  const heading = ['event', 'reported_name', 'reported_email', 'joined', 'left', 'kind', 'role', 'person']
  const rows = ofEvents(gathered, (event) =>
    event.stays.map((stay) => [
      ...[stay.name, stay.email, stay.joinedAt, stay.leftAt, stay.kind, stay.role],
      ...[stay.person?.name ?? null, stay.matchedBy, stay.matchedByName, stay.runStartedAt, stay.runEndedAt],
    ]),
  )
  return { heading: [...heading, 'matched_by', 'matched_by_person', 'run_started', 'run_ended'], rows }
}

/** What people were asked, and half-days that they could sign; also what was taken back. */
function presenceChecks(gathered: Gathered): FileTable {
  const heading = [
    'event',
    'check',
    'kind',
    'way',
    'opened',
    'closed',
    'half_day_from',
    'half_day_to',
    'asked_by',
  ]
  const rows = ofEvents(gathered, ({ presence }) =>
    presence.checks.map((check, at) => [
      ...[at + 1, check.kind, check.way, check.opensAt, check.closesAt, check.periodFrom, check.periodTo],
      ...[check.askedBy, check.askedAt, check.answered],
      ...[check.withdrawn?.at ?? null, check.withdrawn?.by ?? null, check.withdrawn?.because ?? null],
    ]),
  )
  return {
    heading: [...heading, 'came_at', 'answered', 'withdrawn_at', 'withdrawn_by', 'withdrawn_because'],
    rows,
  }
}

/** Every answer and signature that there ever was, those that somebody corrected too. */
function presenceAnswers(gathered: Gathered): FileTable {
  const heading = [
    'event',
    'check',
    'name',
    'email',
    'present',
    'way',
    'answered_at',
    'clock_of_phone',
    'received_at',
  ]
  const rows = ofEvents(gathered, ({ presence }) => {
    const numberOf = new Map(presence.checks.map(({ id }, at) => [id, at + 1]))
    return presence.answers.map((one) => [
      ...[
        numberOf.get(one.checkId) ?? null,
        one.name,
        one.email,
        yesNo(one.isPresent),
        one.way,
        one.answeredAt,
      ],
      ...[one.phoneAt, one.receivedAt, one.said, one.by, one.note, one.supersededAt],
    ])
  })
  return { heading: [...heading, 'signed_words', 'by', 'why', 'replaced_at'], rows }
}

/** Parts of recordings that people watched in place of what they missed: of the film, and of the class. */
function madeUp(gathered: Gathered): FileTable {
  const rows = ofEvents(gathered, (event) =>
    event.madeUp.map((part) => [
      ...[part.name, part.email, Math.round(part.fromSeconds), Math.round(part.toSeconds)],
      ...[part.startsAt, part.endsAt, part.watchedAt],
    ]),
  )
  const heading = [
    'event',
    'name',
    'email',
    'film_from_s',
    'film_to_s',
    'class_from',
    'class_to',
    'watched_at',
  ]
  return { heading, rows }
}

/** Every mark by hand that there ever was, those that were replaced too. */
function marks(gathered: Gathered): FileTable {
  const rows = ofEvents(gathered, ({ markings }) =>
    markings.map((mark) => [
      ...[mark.name, mark.email, mark.version, mark.status, mark.minutes, mark.note],
      ...[mark.changedBy, mark.changedAt, mark.markedAt],
    ]),
  )
  const heading = [
    'event',
    'name',
    'email',
    'version',
    'mark',
    'minutes',
    'why',
    'by',
    'at',
    'marked_on_phone_at',
  ]
  return { heading, rows }
}

/** Every verdict that there ever was. */
function verdicts(gathered: Gathered): FileTable {
  const heading = [
    'event',
    'name',
    'email',
    'version',
    'verdict',
    'minutes',
    'of_minutes',
    'percent',
    'why',
    'rule',
  ]
  const rows = ofEvents(gathered, (event) =>
    event.verdicts.map(({ name, email, ...verdict }) => [
      ...[name, email, verdict.version, verdict.status, minutesOf(verdict.seconds)],
      ...[minutesOf(verdict.windowSeconds), verdict.percent, verdict.reason.text, verdict.ruleVersion],
      ...[verdict.madeAt, verdict.supersededAt],
    ]),
  )
  return { heading: [...heading, 'made_at', 'replaced_at'], rows }
}

function rules(gathered: Gathered): FileTable {
  const heading = ['rule', 'of', 'present_from_percent', 'partly_from_percent', 'counted_time', 'gap_seconds']
  const rows = gathered.rules.map(
    (rule): Row => [
      ...[rule.version, rule.of, rule.thresholdPercent, rule.partlyFromPercent, rule.window, rule.gapSeconds],
      ...[rule.graceMinutes, rule.appliesFrom, rule.madeBy, rule.madeAt],
      ...[rule.checksPercent, rule.checksPerHour, yesNo(rule.signsHalfDays), rule.makeUpDays],
    ],
  )
  const more = [
    'grace_minutes',
    'applies_from',
    'made_by',
    'made_at',
    'checks_percent',
    'checks_per_hour',
    'signs',
    'make_up_days',
  ]
  return { heading: [...heading, ...more], rows }
}

/** Whom it has to convince: what was asked, and in which text that was read. */
function profile({ key, asks, source }: GatheredProfile): FileTable {
  const { share, checks } = asks
  const rows: Row[] = [
    ['profile', key],
    ['law', source?.law ?? ''],
    ['read_in', source?.url ?? ''],
    ['read_on', source?.readOn ?? ''],
    ['second_hand', source ? yesNo(source.isSecondHand) : ''],
    ['supposed', source?.supposed.join(' ') ?? ''],
    ['share_percent', share?.percent ?? null],
    ['of_planned_time', share ? yesNo(share.isOfPlannedTime) : ''],
    ['every_leaving', yesNo(asks.everyLeaving)],
    ['final_check', yesNo(asks.finalCheck)],
    ['keep_years', asks.keepYears],
    ['checks', checks ? `${checks.count} in ${checks.minutes} minutes` : ''],
    ['signatures', yesNo(asks.signatures)],
    ['content', yesNo(asks.content)],
    ['instructors', yesNo(asks.instructors)],
  ]
  return { heading: ['setting', 'value'], rows }
}

/** What of each event does not meet it, as things stand when the pack is made. */
function profileFindings(gathered: Gathered, { findings }: GatheredProfile): FileTable {
  const rows = ofEvents(gathered, ({ event }) => {
    const texts = findings.get(event.id) ?? []
    return texts.length > 0 ? texts.map((text): Row => ['red', text]) : [['green', '']]
  })
  return { heading: ['event', 'state', 'finding'], rows }
}

/** What people changed of the events. */
function changes(gathered: Gathered): FileTable {
  const rows = ofEvents(gathered, ({ timeline }) =>
    timeline
      .filter(({ kind }) => kind === 'change')
      .map(({ at, personName, data, details }) => [at, personName, String(data.action), details.join('; ')])
      .reverse(),
  )
  return { heading: ['event', 'at', 'by', 'action', 'changes'], rows }
}

function certificates(gathered: Gathered): FileTable {
  const heading = ['number', 'name', 'state', 'first_day', 'last_day', 'hours', 'completed_at', 'issued_at']
  const rows = gathered.certificates.map(
    (one): Row => [
      ...[one.number, one.personName, one.state, one.firstDay, one.lastDay, one.seconds / 3600],
      ...[one.completedAt, one.issuedAt, one.validUntil, one.recalled?.at ?? null],
    ],
  )
  return { heading: [...heading, 'valid_until', 'recalled_at'], rows }
}

/** What the tools answered, with the hash that was kept when it came. */
function reports(gathered: Gathered): FileTable {
  const paths = new Map(reportFiles(gathered).map(({ id, path }) => [id, path]))
  const rows = ofEvents(gathered, (event) =>
    event.reports.map((report) => [
      ...[paths.get(report.id) ?? '', report.provider, report.readAt, report.state, report.hash],
      ...[report.runs, report.participants, report.reason?.text ?? ''],
    ]),
  )
  const heading = ['event', 'file', 'tool', 'read_at', 'state', 'sha256', 'runs', 'participants', 'reason']
  return { heading, rows }
}

/** The oldest report of an event is its first. */
const reportFiles = ({ events: all }: Gathered) =>
  all.flatMap(({ reports: some }, at) =>
    some
      .toReversed()
      .map(({ id, body }, n) => ({ id, body, path: `reports/event-${at + 1}-report-${n + 1}.json` })),
  )
