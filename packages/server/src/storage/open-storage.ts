import { createFolderStorage } from './folder-storage.ts'
import type { Storage, StorageSettings } from './storage.ts'

/** The storage that the settings name; the client for buckets is loaded when a bucket is first used. */
export function openStorage(settings: StorageSettings | undefined): Storage | undefined {
  if (!settings) return undefined
  if (settings.kind === 'folder') return createFolderStorage(settings.path)
  let made: Promise<Storage> | undefined
  const bucket = () => {
    made ??= import('./s3-storage.ts').then(({ createS3Storage }) => createS3Storage(settings))
    return made
  }
  return {
    put: async (key, file, signal) => (await bucket()).put(key, file, signal),
    open: async (key, range) => (await bucket()).open(key, range),
    remove: async (key) => (await bucket()).remove(key),
  }
}
