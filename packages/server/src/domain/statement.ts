// Statements as the Experience API has them (xAPI 1.0.3, taken over by IEEE 9274.1.1).

/** What goes into the header of every request. */
export const XAPI_VERSION = '1.0.3'
const VOIDED = 'http://adlnet.gov/expapi/verbs/voided'
const verbs = {
  attended: 'http://adlnet.gov/expapi/verbs/attended',
  completed: 'http://adlnet.gov/expapi/verbs/completed',
} as const
const types = {
  class: 'https://w3id.org/xapi/virtual-classroom/activity-types/virtual-classroom',
  meeting: 'http://adlnet.gov/expapi/activities/meeting',
  course: 'http://adlnet.gov/expapi/activities/course',
} as const

export type StatementBody = Readonly<Record<string, unknown>>

/** Something that a statement is about. */
export interface Activity {
  /** An address of the platform. */
  readonly id: string
  readonly name: string
  readonly type: keyof typeof types
}

/** What is said of one person. */
export interface Said {
  readonly verb: keyof typeof verbs
  readonly object: Activity
  /** Those that it belongs to, the nearest first. */
  readonly within: readonly Activity[]
  readonly result: {
    readonly success?: boolean
    readonly seconds?: number | null
    /** From 0 to 1. */
    readonly share?: number | null
  }
  /** The session: what belongs to one attempt at a course. */
  readonly registration: string
  readonly at: Date
}

export interface Speaker {
  /** Of the platform, such as `https://academy.example`. */
  readonly origin: string
  readonly language: string
}

export function statementOf(id: string, personId: string, said: Said, speaker: Speaker): StatementBody {
  const { verb, object, within, result, registration, at } = said
  const { success, seconds, share } = result
  const [parent, ...grouping] = within.map((activity) => toActivity(activity, speaker))
  return {
    id,
    actor: actorOf(personId, speaker),
    verb: { id: verbs[verb], display: inEnglish(verb) },
    object: toActivity(object, speaker),
    result: {
      completion: true,
      ...(success === undefined ? {} : { success }),
      ...(seconds === undefined || seconds === null ? {} : { duration: `PT${seconds}S` }),
      ...(share === undefined || share === null ? {} : { score: { scaled: Math.round(share * 1e4) / 1e4 } }),
    },
    context: {
      registration,
      platform: 'Lectern',
      language: speaker.language,
      contextActivities: {
        ...(parent ? { parent: [parent] } : {}),
        ...(grouping.length > 0 ? { grouping } : {}),
      },
    },
    timestamp: at.toISOString(),
  }
}

/** Takes a statement back, for good. */
export function voidingOf(id: string, target: string, at: Date, { origin }: Speaker): StatementBody {
  return {
    id,
    actor: { objectType: 'Agent', account: { homePage: origin, name: 'lectern' } },
    verb: { id: VOIDED, display: inEnglish('voided') },
    object: { objectType: 'StatementRef', id: target },
    timestamp: at.toISOString(),
  }
}

/** Verbs are displayed in the language of their registry. */
const inEnglish = (word: string) => ({ en: word })

const actorOf = (personId: string, { origin }: Speaker) => ({
  objectType: 'Agent',
  account: { homePage: origin, name: personId },
})

const toActivity = ({ id, name, type }: Activity, { language }: Speaker) => ({
  objectType: 'Activity',
  id,
  definition: { name: { [language]: name }, type: types[type] },
})
