import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { StartupError } from '../startup-error.ts'

const HINDRANCES: Readonly<Record<string, (path: string, code: string) => string>> = {
  EACCES: notOurs,
  EPERM: notOurs,
  EROFS: (path, code) => `${path} is on a disk that can’t be written (${code}). Choose another folder.`,
  ENOTDIR: inFile,
  EEXIST: inFile,
  ENOSPC: noSpace,
  EDQUOT: noSpace,
}

function notOurs(path: string, code: string): string {
  return `${path} can’t be written by the user that runs this (${code}). Give it, or the folder that it is to lie in, to that user; or choose another folder.`
}

function inFile(path: string, code: string): string {
  return `${path} can’t be a folder: it is a file, or lies in one (${code}). Choose another folder.`
}

function noSpace(path: string, code: string): string {
  return `There is no space for ${path} (${code}). Make space, or choose a folder on another disk.`
}

/**
 * Says why a folder can't be written.
 *
 * @returns a sentence for what the operator can mend, else the error as it is
 */
export function asUnwritten(error: unknown, folder: string): unknown {
  const { code = '', path, message } = error as NodeJS.ErrnoException
  const hindrance = HINDRANCES[code]
  if (hindrance) return new StartupError(hindrance(folder, code), { cause: error })
  if (path === undefined) return error // nothing of files
  return new StartupError(`${folder} can’t be written: ${message}. Look at its disk, and begin anew.`, {
    cause: error,
  })
}

/**
 * Looks whether a folder can be written, and changes nothing. One that is not there yet can if what it is to lie in can.
 *
 * @returns a sentence that says why it can't; undefined = it can
 */
export async function findHindrance(folder: string, asked = folder): Promise<string | undefined> {
  try {
    if (!(await stat(folder)).isDirectory()) return inFile(asked, 'ENOTDIR')
    await access(folder, constants.W_OK | constants.X_OK)
    return undefined
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    const parent = dirname(folder)
    if (code === 'ENOENT' && parent !== folder) return findHindrance(parent, asked)
    return HINDRANCES[code]?.(asked, code) ?? `${asked} can’t be written: ${message}. Look at its disk.`
  }
}

/** Says why a file of a backup can't be read: it may be whole, so it is not called damaged. */
export function asUnread(error: unknown, file: string, folder: string): StartupError {
  const { code = '', message } = error as NodeJS.ErrnoException
  if (code === 'EACCES' || code === 'EPERM')
    return new StartupError(
      `${file} can’t be read by the user that runs this (${code}). Give it to that user: chown -R USER ${folder}. Nothing was restored.`,
      { cause: error },
    )
  return new StartupError(`${file} can’t be read: ${message}. Look at its disk. Nothing was restored.`, {
    cause: error,
  })
}

/** Whether an error says that a file is not there. */
export function isMissing(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** Whether a folder could not be made because somebody was faster. */
export function isThereAlready(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EEXIST'
}
