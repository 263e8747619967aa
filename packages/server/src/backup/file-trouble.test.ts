import { expect, it } from 'vitest'
import { StartupError } from '../startup-error.ts'
import { asUnread, asUnwritten } from './file-trouble.ts'

const failed = (code: string, more: object = {}) =>
  Object.assign(new Error(`${code}: failed`), { code, ...more })

it.each([
  ['EACCES', /^\/backups\/1 can’t be written by the user that runs this \(EACCES\)/],
  ['EROFS', /on a disk that can’t be written \(EROFS\)/],
  ['ENOTDIR', /it is a file, or lies in one \(ENOTDIR\)/],
  ['ENOSPC', /^There is no space for \/backups\/1 \(ENOSPC\)/],
])('says what to do about %s', (code, sentence) => {
  const told = asUnwritten(failed(code), '/backups/1')
  expect(told).toBeInstanceOf(StartupError)
  expect((told as Error).message).toMatch(sentence)
})

it('names the folder for what else its disk says, and leaves what is nothing of files', () => {
  const lost = asUnwritten(failed('EIO', { path: '/backups/1.part/x' }), '/backups/1')
  expect((lost as Error).message).toMatch(/^\/backups\/1 can’t be written: EIO: failed/)
  const ofDatabase = failed('57P01')
  expect(asUnwritten(ofDatabase, '/backups/1')).toBe(ofDatabase)
})

it('says to whom files are to be given that may not be read', () => {
  expect(asUnread(failed('EACCES'), '/backups/1/manifest.json', '/backups/1').message).toBe(
    '/backups/1/manifest.json can’t be read by the user that runs this (EACCES). Give it to that user: chown -R USER /backups/1. Nothing was restored.',
  )
})
