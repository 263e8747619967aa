import type { Hex } from '@lectern/brand'
import type { Logger } from 'pino'
import type { Counts } from './counts.ts'
import type { Db, Trx } from './db/database.ts'
import type { Replica } from './db/replica.ts'
import type { Fact } from './domain/fact.ts'
import type { ApiKeyId, ChangeId, PersonId, PlatformId } from './domain/ids.ts'
import type { Language } from './domain/message.ts'
import type { MailHeader, SignInTexts, StoredImage, Weekday } from './domain/platform.ts'
import type { Role } from './domain/role.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Live } from './live/live.ts'
import type { Outside } from './outside/outside.ts'
import type { ProviderRegistry } from './providers/registry.ts'
import type { Vault } from './secrets/vault.ts'
import type { Storage } from './storage/storage.ts'

/** The tenant that a request or a job works for. */
export interface Platform {
  readonly id: PlatformId
  readonly name: string
  /** Null = the product's own. */
  readonly accentColor: Hex | null
  /** In the dark scheme; null = made of the accent. */
  readonly accentColorDark: Hex | null
  readonly defaultLanguage: Language
  /** Those that are offered, with the default one. */
  readonly languages: readonly Language[]
  readonly timeZone: string
  readonly firstDayOfWeek: Weekday
  readonly mailHeader: MailHeader
  readonly images: readonly StoredImage[]
  readonly signInTexts: SignInTexts
  /** Whose people need a second factor. */
  readonly secondFactorFor: readonly Role[]
  /** A login that nobody uses ends after so long. */
  readonly idleMinutes: number
}

/** Where the platforms of this server are for people's browsers. */
export interface Site {
  /** Demos show mails with secret links in the outbox, because nobody gets them. */
  readonly isDemo: boolean
  /** Scheme, host and port of a host that answers here, such as `https://training.example.com`. */
  originOf(host: string): string
  /** Whether a mail server is set up. */
  readonly sendsMails: boolean
  /** Who mails come from: an address, or a name with an address in angle brackets. */
  readonly mailFrom: string
}

/** How a request came in, where that has to be written down with what it changes. */
export interface Through {
  /** Undefined = the person's own browser. */
  readonly apiKeyId?: ApiKeyId
  /** The name of the directory that said so. */
  readonly directory?: string
  /** Set while a request with an `Idempotency-Key` is carried out. */
  readonly idempotency?: { readonly personId: PersonId; readonly key: string; readonly begunAt: Date }
}

/** All that a service may reach for, bound to one platform. `app.ts` builds it; tests override parts. */
export interface Ctx {
  readonly db: Db
  /** For `readOld`; undefined = there is none, or whoever asks has just changed something. */
  readonly replica?: Replica | undefined
  readonly platform: Platform
  readonly jobs: Jobs
  readonly live: Live
  readonly providers: ProviderRegistry
  readonly vault: Vault
  readonly site: Site
  readonly outside: Outside
  /** Where copies of recordings are kept; undefined = nowhere. */
  readonly storage: Storage | undefined
  readonly log: Logger
  readonly counts: Counts
  readonly now: () => Date
  /** A new UUIDv7. Generic, because every kind of id is branded. */
  readonly newId: <Id extends string>() => Id
  /** In [0, 1): for jitter. */
  readonly random: () => number
  /** Lets whoever has to follow a fact do so, in the same transaction. */
  readonly react: Follower<Fact>
  /** This node reads anew what it remembers of the platform; other nodes hear of it. */
  readonly forgetPlatform: () => void
  /** Undefined outside requests. */
  readonly through?: Through
  /** Set while events are changed in one go that can be taken back as one. */
  readonly change?: OngoingChange
  /** Whoever never heard of what is being taken back: they hear nothing of that either. */
  readonly untold?: ReadonlySet<PersonId>
  /** Nobody is told of what is done with it; the audit log says so. Default: people are told. */
  readonly isQuiet?: boolean
}

/** What is done to events in one go. */
export interface OngoingChange {
  readonly id: ChangeId
  /** Nobody hears of it before: until then it can be taken back as if it had not been. */
  readonly heldUntil: Date
  /** The change that it takes back. */
  readonly undoes?: ChangeId
}

/** Follows a fact, or whatever else has what it needs, in the same transaction. */
export type Follower<F> = (ctx: Ctx, trx: Trx, fact: F) => Promise<void>

/** Says what happened, in the transaction of the change. */
export function happened(ctx: Ctx, trx: Trx, fact: Fact): Promise<void> {
  return ctx.react(ctx, trx, fact)
}

/** The same, as a person wished: with `quiet`, nobody is told of what is done with it. */
export function quietly(ctx: Ctx, quiet: boolean | undefined): Ctx {
  return quiet ? { ...ctx, isQuiet: true } : ctx
}
