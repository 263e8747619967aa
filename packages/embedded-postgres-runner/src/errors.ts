/**
 * What keeps a PostgreSQL from running on a data folder, for programs: `code` says which kind, the other members what
 * it is about. Paths are absolute, versions are major ones, `reason` is what PostgreSQL or the system said.
 */
export type Trouble =
  | { readonly code: 'folder-in-use'; readonly dataDir: string; readonly pid: number }
  | { readonly code: 'folder-not-writable'; readonly dataDir: string; readonly user: string }
  | { readonly code: 'folder-is-file'; readonly dataDir: string }
  /** PostgreSQL's user can't pass through a folder on the way, such as /root. */
  | { readonly code: 'folder-closed'; readonly dataDir: string; readonly user: string }
  | { readonly code: 'disk-full'; readonly dataDir: string }
  | { readonly code: 'lock-stuck'; readonly file: string }
  | {
      readonly code: 'other-version'
      readonly dataDir: string
      readonly written: number
      readonly present: number
    }
  /** The folder's cluster was set up with another superuser. */
  | { readonly code: 'other-user'; readonly dataDir: string; readonly user: string }
  | { readonly code: 'no-binaries'; readonly platform: string }
  | { readonly code: 'binaries-fail'; readonly binDir: string; readonly reason: string }
  /** We are root, which PostgreSQL refuses to be, and there is nobody else to run it. */
  | { readonly code: 'no-user' }
  /** Where the socket has to be, there is something of somebody else. */
  | { readonly code: 'socket-folder-taken'; readonly folder: string }
  | { readonly code: 'setup-failed'; readonly dataDir: string; readonly reason: string }
  | {
      readonly code: 'start-failed'
      readonly dataDir: string
      readonly reason: string
      readonly logFile: string
    }
  /** Processes of an earlier PostgreSQL that can't be ended. */
  | { readonly code: 'leftovers'; readonly dataDir: string; readonly pids: readonly number[] }

/**
 * Why PostgreSQL does not run. The message is one line in English: what was found, and what to do. Who speaks another
 * language, or has words of its own for the folder, makes a sentence from {@link PostgresRunnerError.trouble}.
 */
export class PostgresRunnerError extends Error {
  override readonly name = 'PostgresRunnerError'
  readonly trouble: Trouble

  constructor(trouble: Trouble, options?: ErrorOptions) {
    super(sentenceOf(trouble), options)
    this.trouble = trouble
  }
}

function sentenceOf(trouble: Trouble): string {
  switch (trouble.code) {
    case 'folder-in-use':
      return `Process ${trouble.pid} already runs PostgreSQL on ${trouble.dataDir}. Stop it first, or choose another folder.`
    case 'folder-not-writable':
      return `The folder ${trouble.dataDir} can’t be written as user ${trouble.user}. Give that user the folder, or choose another one.`
    case 'folder-is-file':
      return `The folder ${trouble.dataDir} is or lies in a file. Move that file away, or choose another folder.`
    case 'folder-closed':
      return `PostgreSQL does not run as root, and the user "${trouble.user}" can’t enter ${trouble.dataDir}. Start as another user, or choose a folder that every user can pass through.`
    case 'disk-full':
      return `No space is left for the folder ${trouble.dataDir}. Free some, or choose another folder.`
    case 'lock-stuck':
      return `The lock ${trouble.file} can’t be taken. Remove that file if no process uses its folder.`
    case 'other-version':
      return `The folder ${trouble.dataDir} was written by PostgreSQL ${trouble.written}, and this is PostgreSQL ${trouble.present}. Start the version that wrote it, or dump it there and restore it into another folder.`
    case 'other-user':
      return `PostgreSQL in ${trouble.dataDir} has no superuser "${trouble.user}". Give the name that the folder was set up with.`
    case 'no-binaries':
      return `There is no PostgreSQL for ${trouble.platform} among the installed packages. Install PostgreSQL and name the folder of its programs (binDir).`
    case 'binaries-fail':
      return `PostgreSQL in ${trouble.binDir} does not run here: ${trouble.reason}. Install it again, or name another folder of its programs (binDir).`
    case 'no-user':
      return 'PostgreSQL does not run as root, and there is no user "postgres" or "nobody". Start as another user, or make one of the two.'
    case 'socket-folder-taken':
      return `The socket’s folder ${trouble.folder} belongs to somebody else, or is no folder. Remove it, or choose a data folder with a path of at most 83 bytes.`
    case 'setup-failed':
      return `PostgreSQL could not be set up in ${trouble.dataDir}: ${trouble.reason}`
    case 'start-failed':
      return `PostgreSQL did not start on ${trouble.dataDir}: ${trouble.reason} (more in ${trouble.logFile})`
    case 'leftovers':
      return `Processes of an earlier PostgreSQL on ${trouble.dataDir} can’t be ended (${trouble.pids.join(', ')}). End them, or restart this machine.`
  }
}

/** Whether the system said so with one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
