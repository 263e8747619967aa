import type { Readable } from 'node:stream'

/** Where copies are kept, as the environment says it. */
export type StorageSettings =
  | { readonly kind: 'folder'; readonly path: string }
  | {
      readonly kind: 's3'
      readonly bucket: string
      /** Before every key; empty = none. */
      readonly prefix: string
      /** Undefined = Amazon's own. */
      readonly endpoint: string | undefined
      readonly region: string
      readonly accessKey: string
      readonly secretKey: string
    }

/** First and last byte of a part of a file, both of it. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/** Files by their keys, such as `platform/event/recording.mp4`. A file is there whole or not at all. */
export interface Storage {
  /**
   * Keeps a file, in place of one that has the key. What is cut off leaves nothing.
   *
   * @returns its size in bytes
   * @throws {Error} when the storage refuses, or the file breaks off
   */
  put(key: string, file: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<number>
  /** @throws {FileMissingError} */
  open(key: string, range?: ByteRange): Promise<Readable>
  /** Succeeds when it is gone already. */
  remove(key: string): Promise<void>
}

/** Somebody else took a file away. */
export class FileMissingError extends Error {
  override readonly name = 'FileMissingError'
}
