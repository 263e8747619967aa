import type { GotoClient } from '@lectern/goto-client'
import type { Call, Organizer } from '../provider.ts'

/** A client for GoTo's product APIs with an organizer's token. */
export type Connect = (organizer: Organizer, call: Call) => GotoClient
