import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartupError } from '../startup-error.ts'

// What the embedded PostgreSQL writes is archived as it writes it (WAL), in segments of 16 MB or a minute. Each cluster has
// a line of its own within the archive: one that was restored, or upgraded, begins another, so that no two histories mix.

/** Within PostgreSQL's folder: the name of its line. Copies for the archive leave it out. */
export const LINE_FILE = 'lectern-archive'
const LINE = /^\d{8}T\d{6}Z-[0-9a-f]{8}$/

/** As whom PostgreSQL runs; undefined = as we do. */
export type RunsAs = { readonly uid: number; readonly gid: number; readonly name: string } | undefined

export const segmentsIn = (line: string): string => join(line, 'wal')

/** @returns the folder of a cluster's line in the archive; undefined = it has archived nothing */
export function findLine(archive: string, files: string): string | undefined {
  try {
    const name = readFileSync(join(files, LINE_FILE), 'utf8').trim()
    return LINE.test(name) ? join(archive, name) : undefined
  } catch {
    return undefined
  }
}

/**
 * Settings by which a cluster archives. Makes its line when it has none, and tries whether PostgreSQL can write there.
 *
 * @param files PostgreSQL's folder
 * @throws {StartupError} for an archive that can't be written
 */
export function archiveSettings(archive: string, files: string, user: RunsAs): Record<string, string> {
  const line = findLine(archive, files) ?? beginLine(archive, files, user)
  const segments = segmentsIn(line)
  try {
    // PostgreSQL of a program that is run by root is another user, who must be able to pass through.
    mkdirSync(archive, { recursive: true, mode: user ? 0o711 : 0o700 })
    mkdirSync(segments, { recursive: true })
    for (const folder of [line, segments]) makePrivate(folder, user)
  } catch (cause) {
    throw new StartupError(
      `The archive ${archive} can’t be written (${(cause as NodeJS.ErrnoException).code}). Give the user that runs Lectern that folder, free space on its disk, or set LECTERN_ARCHIVE to another one.`,
      { cause },
    )
  }
  assertWritable(segments, user)
  return {
    archive_mode: 'on',
    archive_timeout: '60s',
    archive_command: archiveCommand(segments),
    wal_compression: 'on',
  }
}

/** Settings by which a copy of a cluster catches up with its line. @param to undefined = to its end */
export function recoverySettings(line: string, to: Date | undefined): Record<string, string> {
  return {
    restore_command: `f=${quoted(segmentsIn(line))}/%f.gz; test -f "$f" && gzip -cd "$f" > "%p"`,
    recovery_target_action: 'promote',
    hot_standby: 'off', // it answers once it is there
    archive_mode: 'off',
    // PostgreSQL does not know the Z of it yet when it reads its settings.
    ...(to ? { recovery_target_time: to.toISOString().replace('Z', '+00') } : {}),
  }
}

/** Whole or not at all, never over what is there; again for the same segment is well. */
function archiveCommand(segments: string): string {
  return `f=${quoted(segments)}/%f.gz; if [ -f "$f" ]; then gzip -cd "$f" | cmp -s - "%p"; else gzip -1 -c "%p" > "$f.part" && sync "$f.part" && mv "$f.part" "$f"; fi`
}

/** For the shell, within a setting in which PostgreSQL replaces what follows a percent sign. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`).replaceAll('%', '%%')}'`
}

function beginLine(archive: string, files: string, user: RunsAs): string {
  const now = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const name = `${now}-${randomBytes(4).toString('hex')}`
  const file = join(files, LINE_FILE)
  writeFileSync(file, `${name}\n`, { mode: 0o600 })
  if (user) chownSync(file, user.uid, user.gid)
  return join(archive, name)
}

function makePrivate(folder: string, user: RunsAs): void {
  chmodSync(folder, 0o700)
  if (user) chownSync(folder, user.uid, user.gid)
}

function assertWritable(segments: string, user: RunsAs): void {
  const script = 'touch "$1/try" && rm "$1/try" && command -v gzip && command -v cmp && command -v sync'
  const as = user ? { uid: user.uid, gid: user.gid } : {}
  const { status, stderr } = spawnSync('/bin/sh', ['-c', script, 'sh', segments], {
    ...as,
    cwd: '/',
    encoding: 'utf8',
  })
  if (status === 0) return
  const who = user ? `the user "${user.name}", as whom it runs here` : 'its user'
  throw new StartupError(
    `PostgreSQL can’t archive into ${segments} (${stderr.trim().split('\n').at(-1) || 'gzip, cmp or sync is missing'}). Let ${who}, pass through the folders above and write there, and see that gzip and cmp are installed; or set LECTERN_ARCHIVE to another folder.`,
  )
}
